package io.comptoir.contract.imports;

import io.comptoir.contract.Rejection;
import io.comptoir.contract.values.ImportId;

/** Why a command to an import was refused. */
public sealed interface ImportRejection extends Rejection {

    record ImportNotFound(ImportId importId) implements ImportRejection {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String explanation() {
            return "There is no import " + importId + ".";
        }
    }

    record ImportEnded(ImportId importId) implements ImportRejection {
        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }

        @Override
        public String explanation() {
            return "The import has ended.";
        }
    }
}

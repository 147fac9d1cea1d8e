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

    record EmptyFile() implements ImportRejection {
        @Override
        public Kind kind() {
            return Kind.RULE_BROKEN;
        }

        @Override
        public String explanation() {
            return "The file is empty.";
        }
    }

    /** @param max how many imports of one organization may be waiting or running */
    record TooManyImports(int max) implements ImportRejection {
        @Override
        public Kind kind() {
            return Kind.LIMIT_REACHED;
        }

        @Override
        public String explanation() {
            return "There are " + max + " imports waiting or running already.";
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

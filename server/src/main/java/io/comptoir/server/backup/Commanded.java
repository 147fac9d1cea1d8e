package io.comptoir.server.backup;

import io.comptoir.platform.vault.UnusableKeys;
import io.comptoir.server.embedded.DataFolderInUse;
import io.comptoir.server.embedded.DataFolderUnusable;
import io.comptoir.server.embedded.EmbeddedStoreFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import org.springframework.dao.DataAccessException;

/** What backup and restore have in common as commands: how they end, and how they say why. */
final class Commanded {

    static final int DONE = 0;
    static final int REFUSED = 1;
    static final int MISUNDERSTOOD = 2;

    private Commanded() {}

    interface Work {
        void carryOut(Told told) throws SQLException, IOException, InterruptedException;
    }

    /**
     * Does it, and tells what came in between.
     *
     * @param failed how a message begins, such as "Not backed up"
     * @return the exit status
     */
    static int carryOut(Work work, String failed, PrintStream out, PrintStream err) {
        try (Told told = new Told(out)) {
            work.carryOut(told);
            return DONE;
        } catch (Refused | UnusableKeys | DataFolderInUse | DataFolderUnusable | EmbeddedStoreFailure e) {
            err.println(failed + ": " + e.getMessage());
        } catch (IOException e) {
            err.println(failed + ": a file cannot be read or written: " + e);
        } catch (SQLException | DataAccessException e) {
            err.println(failed + ": a database does not do what it is asked for: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println(failed + ": it was interrupted.");
        }
        return REFUSED;
    }
}

package io.comptoir.contract.inventory;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.TenantId;
import java.util.List;

/**
 * Books one document of adjustments that a channel knows by its own id: all its lines or none, and once however often it is sent.
 *
 * @param lines  1 to {@value #MAX_LINES} lines, in the document's order
 * @param supply whether what is written off is received first
 */
public record BookAdjustments(
        TenantId tenantId, Channel channel, ExternalId externalId, List<AdjustmentLine> lines, Supply supply)
        implements Command {

    public static final int MAX_LINES = 2_000;

    public BookAdjustments {
        lines = List.copyOf(lines);
    }
}

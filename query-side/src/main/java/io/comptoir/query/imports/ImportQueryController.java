package io.comptoir.query.imports;

import io.comptoir.contract.access.Permission;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Problem;
import io.comptoir.projection.imports.ImportViews;
import io.comptoir.query.reading.ReadsFrom;
import io.comptoir.query.reading.ShownPosition;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/imports")
class ImportQueryController {

    private final ImportViews imports;

    ImportQueryController(ImportViews imports) {
        this.imports = imports;
    }

    @GetMapping("/{id}")
    @Requires(Permission.IMPORTS_READ)
    @ReadsFrom("imports")
    ImportAnswer find(Caller caller, @PathVariable String id, HttpServletResponse response) {
        return imports.show(caller.tenantId(), id)
                .map(shown -> ShownPosition.told(response, shown))
                .map(ImportAnswer::of)
                .orElseThrow(() -> Problem.notFound("import"));
    }
}

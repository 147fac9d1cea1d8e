package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The description of the API is there, is what it says it is, and leaves nothing out. */
@EndToEnd
class ApiDescriptionIT {

    /** What is asked for there needs no words. */
    private static final Set<String> WITHOUT_BODY = Set.of("/v1/audit/checkpoints");

    private final RunningServer server;
    private final Api anybody;
    private final JsonNode description;

    ApiDescriptionIT(RunningServer server) {
        this.server = server;
        this.anybody = Api.at(server.apiAddress());
        Answer answer = anybody.get("/v1/openapi.json").expect(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        this.description = answer.json();
    }

    @Test
    void isOpenApi31() {
        assertThat(description.get("openapi").asString()).startsWith("3.1.");
        assertThat(description.at("/info/title").asString()).isEqualTo("Comptoir");
        assertThat(description.at("/info/version").asString()).isEqualTo("v1");
        assertThat(description.at("/info/license/identifier").asString("")
                        + description.at("/info/license/name").asString(""))
                .contains("Apache-2.0");
        assertThat(description.at("/components/securitySchemes/key/scheme").asString())
                .isEqualTo("bearer");
    }

    @Test
    void hasEveryRouteOfEveryController() {
        Set<String> routes = new TreeSet<>();
        server.part(RequestMappingHandlerMapping.class).getHandlerMethods().forEach((mapping, method) -> {
            // Where the container sends what failed is no route of the API.
            if (method.getBeanType().getPackageName().startsWith("io.comptoir")
                    && !ErrorController.class.isAssignableFrom(method.getBeanType())) {
                add(routes, mapping);
            }
        });

        assertThat(routes).isNotEmpty();
        assertThat(described()).containsAll(routes);
    }

    private static void add(Set<String> routes, RequestMappingInfo mapping) {
        assertThat(mapping.getMethodsCondition().getMethods()).isNotEmpty();
        mapping.getMethodsCondition()
                .getMethods()
                .forEach(method -> mapping.getPatternValues().forEach(path -> routes.add(method + " " + path)));
    }

    private Set<String> described() {
        Set<String> routes = new TreeSet<>();
        description
                .get("paths")
                .propertyStream()
                .forEach(path -> path.getValue()
                        .propertyStream()
                        .forEach(operation ->
                                routes.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return routes;
    }

    @Test
    void namesEveryOperationOnceWithItsParametersAndAnswers() {
        List<String> ids = new ArrayList<>();
        description
                .get("paths")
                .propertyStream()
                .forEach(path -> path.getValue().propertyStream().forEach(operation -> {
                    String route = operation.getKey() + " " + path.getKey();
                    JsonNode details = operation.getValue();
                    ids.add(details.get("operationId").asString());
                    assertThat(details.get("responses")).as(route).isNotEmpty();
                    assertThat(parameters(details, "path")).as(route).isEqualTo(variables(path.getKey()));
                    if (operation.getKey().equals("post") && !WITHOUT_BODY.contains(path.getKey())) {
                        assertThat(details.at("/requestBody/content")).as(route).isNotEmpty();
                    }
                }));
        assertThat(ids).doesNotHaveDuplicates();
    }

    private static Set<String> parameters(JsonNode operation, String in) {
        Set<String> names = new TreeSet<>();
        operation.path("parameters").forEach(parameter -> {
            if (parameter.get("in").asString().equals(in)) {
                names.add(parameter.get("name").asString());
            }
        });
        return names;
    }

    private static Set<String> variables(String path) {
        Set<String> names = new TreeSet<>();
        Matcher variable = Pattern.compile("\\{(\\w+)}").matcher(path);
        while (variable.find()) {
            names.add(variable.group(1));
        }
        return names;
    }

    @Test
    void describesTheParametersOfSearchAndTrail() {
        assertThat(parameters(description.at("/paths/~1v1~1search~1orders/get"), "query"))
                .containsExactlyInAnyOrder("q", "country", "channel", "sku", "from", "to", "facets", "limit", "cursor");
        assertThat(parameters(description.at("/paths/~1v1~1search~1products/get"), "query"))
                .containsExactlyInAnyOrder(
                        "q", "currency", "minPrice", "maxPrice", "sort", "facets", "limit", "cursor");
        assertThat(parameters(description.at("/paths/~1v1~1audit~1events/get"), "query"))
                .containsExactlyInAnyOrder("aggregate", "type", "actor", "from", "to", "limit", "cursor");
        assertThat(parameters(description.at("/paths/~1v1~1audit~1orders~1{id}/get"), "query"))
                .containsExactlyInAnyOrder("at", "version");
        for (String kind : List.of("products", "inventory")) {
            assertThat(parameters(description.at("/paths/~1v1~1audit~1" + kind + "~1{sku}/get"), "query"))
                    .containsExactlyInAnyOrder("at", "version", "limit");
        }
        assertThat(parameters(description.at("/paths/~1v1~1orders/get"), "query"))
                .containsExactlyInAnyOrder("status", "channel", "externalId", "from", "to", "limit", "cursor");
    }

    @Test
    void refersOnlyToWhatItHas() {
        assertThat(description.findValuesAsString("$ref")).isNotEmpty().allSatisfy(reference -> {
            assertThat(reference).startsWith("#/");
            assertThat(description.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        });
    }

    @Test
    void hasAPageToLookAtIt() {
        Answer moved = anybody.get("/swagger-ui.html").expect(302);
        String page = java.net.URI.create(moved.header("Location")).getPath();
        assertThat(anybody.get(page).expect(200).text()).contains("<html", "swagger-ui");

        String folder = page.substring(0, page.lastIndexOf('/') + 1);
        for (String part : List.of("swagger-ui.css", "swagger-ui-bundle.js", "swagger-initializer.js")) {
            anybody.get(folder + part).expect(200);
        }
        String initializer =
                anybody.get(folder + "swagger-initializer.js").expect(200).text();
        assertThat(initializer).contains("/v1/openapi.json");
        Matcher config = Pattern.compile("\"configUrl\"\\s*:\\s*\"([^\"]+)\"").matcher(initializer);
        assertThat(config.find()).isTrue();
        assertThat(anybody.get(config.group(1)).expect(200).json().get("url").asString())
                .isEqualTo("/v1/openapi.json");
    }
}

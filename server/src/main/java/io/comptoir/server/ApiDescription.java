package io.comptoir.server;

import io.comptoir.platform.access.Caller;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The description of the API at /v1/openapi.json. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

    private static final String KEY = "key";

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class);
    }

    /** A seal is opened before an answer leaves. */
    @Bean
    @SuppressWarnings("rawtypes") // The library is written so.
    OpenApiCustomizer withoutSeals() {
        return description -> {
            @Nullable Map<String, Schema> schemas = description.getComponents().getSchemas();
            if (schemas != null) {
                schemas.values().forEach(schema -> {
                    if (schema.getProperties() != null) {
                        schema.getProperties().remove("sealed");
                    }
                });
                schemas.remove("Sealed");
            }
        };
    }

    @Bean
    OpenAPI comptoirApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Comptoir")
                        .version("v1")
                        .description("Orders, stock and their whole history, for many organizations.")
                        .license(new License().name("Apache-2.0").url("https://www.apache.org/licenses/LICENSE-2.0")))
                .components(new Components()
                        .addSecuritySchemes(
                                KEY,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .bearerFormat("ck_…")))
                .addSecurityItem(new SecurityRequirement().addList(KEY));
    }

    /** A filter reads it, so no controller has it as a parameter. */
    @Bean
    GlobalOpenApiCustomizer idempotencyKeyHeader() {
        return api -> api.getPaths().values().stream()
                .map(PathItem::getPost)
                .filter(Objects::nonNull)
                .forEach(operation -> operation.addParametersItem(new HeaderParameter()
                        .name("Idempotency-Key")
                        .required(false)
                        .description("Names this request: sent again with the same key it is carried out once.")
                        .schema(new StringSchema().minLength(1).maxLength(200).pattern("[!-~]+"))));
    }
}

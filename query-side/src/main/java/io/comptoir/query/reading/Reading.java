package io.comptoir.query.reading;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Puts the checks of a read before its controller: parameters first, because they need no waiting. */
@Configuration(proxyBeanMethods = false)
class Reading implements WebMvcConfigurer {

    private final KnownParameters parameters;
    private final ReadPositions positions;

    Reading(KnownParameters parameters, ReadPositions positions) {
        this.parameters = parameters;
        this.positions = positions;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(parameters);
        registry.addInterceptor(positions);
    }
}

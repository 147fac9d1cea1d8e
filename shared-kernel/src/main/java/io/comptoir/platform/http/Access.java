package io.comptoir.platform.http;

import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Credentials;
import java.util.List;
import java.util.Map;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Who is let in: everything is refused but a few public pages and what a key or token opens. */
@Configuration(proxyBeanMethods = false)
class Access {

    /** Health and the description of the API say nothing about any organization. */
    private static final String[] PUBLIC = {
        "/health",
        "/v1/health",
        "/v1/health/**",
        "/v1/openapi.json",
        "/v1/openapi.json/**",
        "/swagger-ui.html",
        "/swagger-ui/**"
    };

    @Bean
    SecurityFilterChain everythingElseNeedsAKey(HttpSecurity http, Credentials credentials, ProblemWriter problems) {
        return http.csrf(AbstractHttpConfigurer::disable) // There are no cookies that another site could misuse.
                .httpBasic(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(requests -> requests.requestMatchers(EndpointRequest.toAnyEndpoint())
                        .permitAll() // The management port listens on loopback unless it is told otherwise.
                        .requestMatchers(PUBLIC)
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .exceptionHandling(handling -> handling.authenticationEntryPoint(
                                (request, response, missing) -> problems.write(response, KeyAuthentication.noKey()))
                        .accessDeniedHandler((request, response, denied) ->
                                problems.write(response, PermissionGuard.forbidden(Map.of()))))
                .addFilterBefore(new KeyAuthentication(credentials, problems), AnonymousAuthenticationFilter.class)
                .addFilterAfter(new BodyLimit(problems), AnonymousAuthenticationFilter.class)
                .build();
    }

    /** A wrapper around each of fifteen filters, for spans and metrics that nobody looks at, would cost more than the filters. */
    @Bean
    SecurityObservationSettings noObservationOfFilters() {
        return SecurityObservationSettings.noObservations();
    }

    /** Keeps Spring from inventing a user with a password and printing it. */
    @Bean
    UserDetailsService noUsers() {
        return name -> {
            throw new UsernameNotFoundException("there are keys here, no users");
        };
    }

    @Bean
    WebMvcConfigurer callerAsArgument() {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new CallerArgument());
            }
        };
    }

    private static final class CallerArgument implements HandlerMethodArgumentResolver {

        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Caller.class;
        }

        @Override
        public Object resolveArgument(
                MethodParameter parameter,
                @org.jspecify.annotations.Nullable ModelAndViewContainer container,
                NativeWebRequest request,
                @org.jspecify.annotations.Nullable WebDataBinderFactory binders) {
            return KeyAuthentication.caller().orElseThrow(KeyAuthentication::noKey);
        }
    }
}

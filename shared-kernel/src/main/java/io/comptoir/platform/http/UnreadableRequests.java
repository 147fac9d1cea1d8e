package io.comptoir.platform.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Answers what the web server itself refuses before any filter sees it, such as an address that is not percent-encoded UTF-8.
 * It would answer with a page for people.
 */
@Configuration(proxyBeanMethods = false)
class UnreadableRequests {

    private static final Logger log = LoggerFactory.getLogger(UnreadableRequests.class);
    private static final int TRACE_ID_BYTES = 16;

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsInsteadOfPages() {
        return factory -> factory.addContextCustomizers(UnreadableRequests::reportProblems);
    }

    private static void reportProblems(Context context) {
        if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass(Report.class.getName());
        }
    }

    /** Made by the web server, by its name. */
    public static final class Report extends ErrorReportValve {

        @Override
        protected void report(Request request, Response response, @Nullable Throwable failure) {
            int status = response.getStatus();
            if (status < HttpStatus.BAD_REQUEST.value()
                    || response.getContentWritten() > 0
                    || !response.setErrorReported()) {
                return;
            }
            // No trace was begun: this id only leads from the answer to the line in the log.
            byte[] random = new byte[TRACE_ID_BYTES];
            ThreadLocalRandom.current().nextBytes(random);
            String traceId = HexFormat.of().formatHex(random);
            try (MDC.MDCCloseable trace = MDC.putCloseable("traceId", traceId)) {
                log.atInfo().addKeyValue("status", status).setCause(failure).log("a request could not be read");
                write(response, LastAnswer.problemOf(status), traceId);
            } catch (IOException e) {
                log.atDebug().setCause(e).log("nobody waits for the answer any more");
            }
        }

        /** All the texts are ours, so nothing in them needs to be escaped. */
        private static void write(Response response, Problem problem, String traceId) throws IOException {
            String field = problem.facts().containsKey("field")
                    ? ",\"field\":\"%s\"".formatted(problem.facts().get("field"))
                    : "";
            byte[] body =
                    "{\"detail\":\"%s\",\"status\":%d,\"title\":\"%s\",\"type\":\"urn:comptoir:problem:%s\"%s,\"traceId\":\"%s\"}"
                            .formatted(
                                    problem.detail(),
                                    problem.status().value(),
                                    problem.type().replace('-', ' '),
                                    problem.type(),
                                    field,
                                    traceId)
                            .getBytes(StandardCharsets.UTF_8);
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            response.finishResponse();
        }
    }
}

package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpHeaders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the server said.
 *
 * @param call what it was asked, for messages
 */
record Answer(String call, int status, HttpHeaders headers, String text) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PROBLEM_TYPE = "urn:comptoir:problem:";

    /** Reads JSON, for what is expected and for what came. */
    static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    JsonNode json() {
        return json(text);
    }

    Answer expect(int expected) {
        assertThat(status).as(() -> call + " answered " + text).isEqualTo(expected);
        return this;
    }

    String header(String name) {
        return headers.firstValue(name).orElseThrow(() -> new AssertionError(call + " answered without " + name));
    }

    /** The position that this write was stored at, or that this read is at. */
    long position() {
        return Long.parseLong(header("Comptoir-Position"));
    }

    /**
     * Checks that this is a problem as RFC 9457 has it, with a trace id.
     *
     * @return what else it says: the facts
     */
    ObjectNode problem(int expectedStatus, String expectedType) {
        expect(expectedStatus);
        assertThat(header("Content-Type")).as(call).isEqualTo("application/problem+json");
        ObjectNode body = (ObjectNode) json();
        assertThat(body.remove("type").asString()).as(text).isEqualTo(PROBLEM_TYPE + expectedType);
        assertThat(body.remove("title").asString()).isEqualTo(expectedType.replace('-', ' '));
        assertThat(body.remove("status").asInt()).isEqualTo(expectedStatus);
        assertThat(body.remove("detail").asString()).as(text).isNotBlank();
        assertThat(body.path("traceId").asString("")).as(text).matches("[0-9a-f]{32}");
        body.remove("traceId");
        JsonNode instance = body.remove("instance");
        if (instance != null) {
            assertThat(URI.create(instance.asString()).getPath()).isNotEmpty();
        }
        return body;
    }

    @Override
    public String toString() {
        return call + " → " + status + " " + text;
    }
}

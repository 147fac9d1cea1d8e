package io.comptoir.server.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The API as one caller uses it. Immutable: what differs is another caller. */
final class Api {

    /** A page of a list has at most so many entries. */
    static final int MAX_PAGE = 200;

    /** A list of more pages than this has no end. */
    private static final int MAX_PAGES = 2_000;

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    private final URI base;
    private final Map<String, String> headers;

    private Api(URI base, Map<String, String> headers) {
        this.base = base;
        this.headers = Map.copyOf(headers);
    }

    static Api at(URI base) {
        return new Api(base, Map.of());
    }

    Api with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Api(base, more);
    }

    Api withKey(String key) {
        return with("Authorization", "Bearer " + key);
    }

    Api withoutKey() {
        Map<String, String> fewer = new HashMap<>(headers);
        fewer.remove("Authorization");
        return new Api(base, fewer);
    }

    /** Reads that see at least what was stored by then. */
    Api after(long position) {
        return with("Comptoir-After", Long.toString(position));
    }

    Api after(Answer write) {
        return after(write.position());
    }

    /** The same caller at another place, such as the same server after a restart. */
    Api movedTo(URI place) {
        return new Api(place, headers);
    }

    URI base() {
        return base;
    }

    Answer get(String path) {
        return send("GET", path, null, BodyPublishers.noBody());
    }

    Answer post(String path, String json) {
        return send("POST", path, "application/json", BodyPublishers.ofString(json));
    }

    Answer postCsv(String path, byte[] csv) {
        return send("POST", path, "text/csv", BodyPublishers.ofByteArray(csv));
    }

    Answer send(String method, String path, @Nullable String contentType, BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(ANSWER_LIMIT)
                .method(method, body);
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Answer(method + " " + path, response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** All entries of a list, page by page. */
    List<JsonNode> all(String path) {
        List<JsonNode> entries = new ArrayList<>();
        String first = path + (path.contains("?") ? "&" : "?") + "limit=" + MAX_PAGE;
        String next = first;
        for (int page = 1; page <= MAX_PAGES; page++) {
            JsonNode answer = get(next).expect(200).json();
            answer.get("data").forEach(entries::add);
            JsonNode cursor = answer.get("nextCursor");
            if (cursor == null) {
                return entries;
            }
            next = first + "&cursor=" + encoded(cursor.asString());
        }
        throw new AssertionError(path + " has no end");
    }

    /** Text as it may stand in a path or a parameter. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

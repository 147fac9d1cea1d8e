package io.comptoir.query.projections;

import io.comptoir.platform.http.Problem;
import io.comptoir.projection.replay.ProjectionOverview;
import io.comptoir.projection.replay.ProjectionStatus;
import io.comptoir.projection.replay.ProjectionStatus.Step;
import io.comptoir.projection.replay.ReadModel;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Tells those who follow a rebuild how far it is. Each keeps a virtual thread and a connection, so there is a limit. */
@Component
class ProgressStream {

    static final int MAX_FOLLOWERS = 50;
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final long EVERY_MILLIS = 1_000;
    private static final int RETRY_AFTER_SECONDS = 10;

    private final ProjectionOverview overview;
    private final JsonMapper json;
    private final Semaphore followers = new Semaphore(MAX_FOLLOWERS);
    private final CountDownLatch closing = new CountDownLatch(1);

    ProgressStream(ProjectionOverview overview, JsonMapper json) {
        this.overview = overview;
        this.json = json;
    }

    /** The server waits for requests under way; these would take all the time there is. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        closing.countDown();
    }

    /** Sends how the read model is doing, the last time when no rebuild goes on; returns when it has or nobody listens. */
    void follow(ReadModel model, HttpServletResponse response) throws IOException {
        if (!followers.tryAcquire()) {
            throw new Problem(
                            HttpStatus.TOO_MANY_REQUESTS,
                            "too-many-followers",
                            "So many follow a rebuild already; ask for the projection instead.",
                            Map.of("max", MAX_FOLLOWERS))
                    .retryAfter(RETRY_AFTER_SECONDS);
        }
        try {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setHeader("Cache-Control", "no-store");
            send(model, response.getOutputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            followers.release();
        }
    }

    private void send(ReadModel model, OutputStream out) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        boolean goesOn = true;
        while (goesOn && System.nanoTime() - begun < LONGEST.toNanos()) {
            ProjectionStatus status = overview.of(model);
            goesOn = isUnderWay(status.rebuild());
            String event = "event: progress\ndata: " + json.writeValueAsString(status) + "\n\n";
            out.write(event.getBytes(StandardCharsets.UTF_8));
            out.flush();
            goesOn &= !closing.await(goesOn ? EVERY_MILLIS : 0, TimeUnit.MILLISECONDS);
        }
    }

    private static boolean isUnderWay(ProjectionStatus.@Nullable Rebuilding rebuild) {
        return rebuild != null && rebuild.state() != Step.VERIFIED && rebuild.state() != Step.VERIFICATION_FAILED;
    }
}

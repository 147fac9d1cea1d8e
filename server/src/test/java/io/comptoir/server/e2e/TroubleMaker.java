package io.comptoir.server.e2e;

import static java.lang.constant.ConstantDescs.CD_Long;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_long;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs in a server under test, as an agent, and makes the trouble there that cannot be made from outside: its clock jumps, its
 * heap fills up. {@link Trouble} tells it through a file. It needs nothing but the JDK.
 */
public final class TroubleMaker {

    private static final String CLOCK_SECONDS = "comptoir.trouble.clock-seconds";
    private static final long LOOK_EVERY_NANOS = 20_000_000;
    private static final int LEAKED_BYTES = 1_024;

    /** What is never given back. */
    private static final List<byte[]> LEAKED = new ArrayList<>();

    private TroubleMaker() {}

    /** @param orders the path of a file that need not exist yet */
    public static void premain(String orders, Instrumentation jvm)
            throws ClassNotFoundException, UnmodifiableClassException {
        jvm.addTransformer(new ClockThatCanJump(), true);
        jvm.retransformClasses(Clock.class, Class.forName(ClockThatCanJump.SYSTEM_CLOCK));
        Thread.ofPlatform().name("trouble").daemon().start(() -> keepLooking(Path.of(orders)));
    }

    private static void keepLooking(Path orders) {
        String done = "";
        while (true) {
            String order = read(orders);
            if (!order.equals(done)) {
                done = order;
                carryOut(order);
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    private static String read(Path orders) {
        try {
            return Files.exists(orders) ? Files.readString(orders).strip() : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static void carryOut(String order) {
        if (order.startsWith(Trouble.CLOCK)) {
            System.setProperty(CLOCK_SECONDS, order.substring(Trouble.CLOCK.length()));
        } else if (order.equals(Trouble.HEAP)) {
            leak();
        }
    }

    /** Takes what there is, and whatever becomes free again, as a real leak does: it does not end with the first error. */
    private static void leak() {
        while (true) {
            try {
                LEAKED.add(new byte[LEAKED_BYTES]);
            } catch (OutOfMemoryError full) {
                LockSupport.parkNanos(LOOK_EVERY_NANOS);
            }
        }
    }

    /** Adds a system property to whatever {@code java.time} reads from the system's clock. */
    private static final class ClockThatCanJump implements ClassFileTransformer {

        static final String SYSTEM_CLOCK = "java.time.Clock$SystemClock";

        private static final ClassDesc INSTANT = ClassDesc.of("java.time.Instant");

        @Override
        public byte @Nullable [] transform(
                @Nullable ClassLoader loader,
                String name,
                @Nullable Class<?> redefined,
                @Nullable ProtectionDomain domain,
                byte[] bytes) {
            return switch (name) {
                case "java/time/Clock" -> behindEach(bytes, "ofEpochSecond", ClockThatCanJump::moveInstant);
                case "java/time/Clock$SystemClock" ->
                    behindEach(bytes, "currentTimeMillis", ClockThatCanJump::moveMillis);
                default -> null;
            };
        }

        private static byte[] behindEach(byte[] bytes, String called, java.util.function.Consumer<CodeBuilder> move) {
            return ClassFile.of()
                    .transformClass(
                            ClassFile.of().parse(bytes), ClassTransform.transformingMethodBodies((code, element) -> {
                                code.with(element);
                                if (element instanceof InvokeInstruction call
                                        && call.name().equalsString(called)) {
                                    move.accept(code);
                                }
                            }));
        }

        private static void moveInstant(CodeBuilder code) {
            seconds(code);
            code.invokevirtual(INSTANT, "plusSeconds", MethodTypeDesc.of(INSTANT, CD_long));
        }

        private static void moveMillis(CodeBuilder code) {
            seconds(code);
            code.loadConstant(1_000L).lmul().ladd();
        }

        private static void seconds(CodeBuilder code) {
            code.loadConstant(CLOCK_SECONDS)
                    .lconst_0()
                    .invokestatic(CD_Long, "getLong", MethodTypeDesc.of(CD_Long, CD_String, CD_long))
                    .invokevirtual(CD_Long, "longValue", MethodTypeDesc.of(CD_long));
        }
    }
}

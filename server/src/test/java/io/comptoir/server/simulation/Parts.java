package io.comptoir.server.simulation;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandMessageHandlingMember;
import org.axonframework.common.Registration;
import org.axonframework.eventhandling.EventMessageHandler;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.annotation.AnnotatedHandlerInspector;
import org.axonframework.messaging.annotation.MessageHandlingMember;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;

/**
 * Makes the parts of a node by their constructors, as Spring does, without the milliseconds that a context costs. What was
 * found out about a class is remembered for all worlds.
 */
final class Parts {

    private static final ClassValue<Constructor<?>> CONSTRUCTORS = new ClassValue<>() {
        @Override
        protected Constructor<?> computeValue(Class<?> type) {
            Constructor<?> constructor = Arrays.stream(type.getDeclaredConstructors())
                    .max(Comparator.comparingInt(Constructor::getParameterCount))
                    .orElseThrow();
            constructor.setAccessible(true);
            return constructor;
        }
    };

    private static final ClassValue<AnnotatedHandlerInspector<Object>> HANDLERS = new ClassValue<>() {
        @Override
        @SuppressWarnings("unchecked") // The inspector takes any object of the class.
        protected AnnotatedHandlerInspector<Object> computeValue(Class<?> type) {
            return (AnnotatedHandlerInspector<Object>) AnnotatedHandlerInspector.inspectType(type);
        }
    };

    private final List<Object> made = new ArrayList<>();
    private final Map<Class<?>, Repository<?>> repositories = new HashMap<>();
    private final Function<Class<?>, Repository<?>> repositoryOf;

    /** @param repositoryOf makes the repository of a type of aggregates */
    Parts(Function<Class<?>, Repository<?>> repositoryOf, Object... given) {
        this.repositoryOf = repositoryOf;
        made.addAll(List.of(given));
    }

    static Class<?> named(String className) {
        try {
            return Class.forName("io.comptoir." + className);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the simulation knows a class that is no more", e);
        }
    }

    /** The part of this type; it is made, and whatever it needs, where there is none. */
    <T> T part(Class<T> type) {
        Optional<Object> there = made.stream().filter(type::isInstance).findFirst();
        return type.cast(there.orElseGet(() -> make(type)));
    }

    private Object make(Class<?> type) {
        Constructor<?> constructor = CONSTRUCTORS.get(type);
        Object[] arguments = Arrays.stream(constructor.getGenericParameterTypes())
                .map(this::argument)
                .toArray();
        try {
            Object part = constructor.newInstance(arguments);
            made.add(part);
            return part;
        } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot make a " + type.getName(), e);
        }
    }

    private Object argument(Type parameter) {
        if (parameter instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            return raw == Repository.class
                    ? repositories.computeIfAbsent((Class<?>) generic.getActualTypeArguments()[0], repositoryOf)
                    : part(raw);
        }
        return part((Class<?>) parameter);
    }

    /** Has commands handled by a part. */
    @SuppressWarnings("rawtypes") // A class of a generic type has no arguments.
    static void subscribe(CommandBus bus, Object part) {
        HANDLERS.get(part.getClass())
                .getHandlers(part.getClass())
                .forEach(member -> member.unwrap(CommandMessageHandlingMember.class)
                        .map(handler -> handler.commandName())
                        .ifPresent(name -> subscribe(bus, name, part, member)));
    }

    private static void subscribe(
            CommandBus bus, String name, Object part, MessageHandlingMember<? super Object> member) {
        Registration unused = bus.subscribe(name, (CommandMessage<?> command) -> carryOut(command, part, member));
    }

    /** Has events handled by a part; those that it has no handler for are passed over. */
    static EventMessageHandler eventHandlers(Object part) {
        AnnotatedHandlerInspector<Object> inspector = HANDLERS.get(part.getClass());
        return event -> {
            Optional<MessageHandlingMember<? super Object>> member = inspector
                    .getHandlers(part.getClass())
                    .filter(each -> each.canHandle(event))
                    .findFirst();
            return member.isPresent() ? carryOut(event, part, member.get()) : "nothing";
        };
    }

    private static @Nullable Object carryOut(
            Message<?> message, Object part, MessageHandlingMember<? super Object> member) throws Exception {
        return HANDLERS.get(part.getClass()).chainedInterceptor(part.getClass()).handle(message, part, member);
    }
}

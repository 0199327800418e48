package dev.mqttstatus.integration.nativeimage;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One thing that was looked up by its name, and found.
 *
 * @param types the class that it is of, and the one that was asked for it; for a proxy its interfaces
 * @param open whether it is public, so that it is found among the public members of subclasses too
 * @param member the method, constructor or field; for a resource its name; else empty
 * @param by who looked it up
 */
record Lookup(Kind kind, List<String> types, boolean open, String member, Caller by) {
    /**
     * The method that looked it up.
     *
     * @param initialized the classes that were being initialized meanwhile
     */
    record Caller(String method, List<String> initialized) {}

    /** What is looked up, with the flags of a class in {@code reflect-config.json} that make it found. */
    enum Kind {
        TYPE("", ""),
        METHODS("allPublicMethods queryAllPublicMethods", ""),
        DECLARED_METHODS(METHODS.open, "allDeclaredMethods queryAllDeclaredMethods"),
        METHOD(METHODS.open, DECLARED_METHODS.declared),
        CALL("allPublicMethods", "allDeclaredMethods"),
        CONSTRUCTORS("allPublicConstructors queryAllPublicConstructors", ""),
        DECLARED_CONSTRUCTORS("", "allDeclaredConstructors queryAllDeclaredConstructors"),
        CONSTRUCTOR(CONSTRUCTORS.open, DECLARED_CONSTRUCTORS.declared),
        CREATION("allPublicConstructors", "allDeclaredConstructors"),
        FIELDS("allPublicFields", ""),
        DECLARED_FIELDS("", "allDeclaredFields"),
        FIELD(FIELDS.open, DECLARED_FIELDS.declared),
        CLASSES("allPublicClasses", ""),
        DECLARED_CLASSES("", "allDeclaredClasses"),
        RESOURCE("", ""),
        BUNDLE("", ""),
        PROXY("", "");

        /** For public members. */
        private final String open;

        /** For any member that the class itself declares. */
        private final String declared;

        Kind(String open, String declared) {
            this.open = open;
            this.declared = declared;
        }

        /** Whether these flags make a member found. */
        boolean isFound(Set<String> flags, boolean isOpen, boolean isOfThisClass) {
            return (isOpen && flags.stream().anyMatch(Set.of(open.split(" ", -1))::contains))
                    || (isOfThisClass && flags.stream().anyMatch(Set.of(declared.split(" ", -1))::contains));
        }
    }

    /** All methods of an interface are public. */
    static Lookup of(Kind kind, Class<?> type, Caller by) {
        boolean open = kind != Kind.DECLARED_METHODS || type.isInterface();
        return new Lookup(kind, List.of(type.getTypeName()), open, "", by);
    }

    /** @param asked the class that was asked for it; null for the one that declares it */
    static Lookup of(Kind kind, Member member, Class<?> asked, Caller by) {
        List<String> types = Stream.of(member.getDeclaringClass(), asked == null ? member.getDeclaringClass() : asked)
                .map(Class::getTypeName)
                .distinct()
                .toList();
        return new Lookup(kind, types, Modifier.isPublic(member.getModifiers()), name(member), by);
    }

    private static String name(Member member) {
        if (member instanceof Field) {
            return member.getName();
        }
        String name = member instanceof Constructor ? "<init>" : ((Method) member).getName();
        return Stream.of(((Executable) member).getParameterTypes())
                .map(Class::getTypeName)
                .collect(Collectors.joining(",", name + "(", ")"));
    }

    static Lookup named(Kind kind, String name, Caller by) {
        return new Lookup(kind, List.of(), true, name, by);
    }

    static Lookup parse(String line) {
        String[] parts = line.split(" \\| ", -1);
        return new Lookup(
                Kind.valueOf(parts[0]),
                words(parts[1]),
                Boolean.parseBoolean(parts[2]),
                parts[3],
                new Caller(parts[4], words(parts[5])));
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }

    @Override
    public String toString() {
        return String.join(
                " | ",
                kind.name(),
                String.join(" ", types),
                String.valueOf(open),
                member,
                by.method(),
                String.join(" ", by.initialized()));
    }
}

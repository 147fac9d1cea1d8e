# Build the jar first: ./mvnw package
FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 --home-dir /data comptoir && install -d -o comptoir -m 0700 /data /keys
COPY server/target/comptoir.jar /comptoir.jar
USER comptoir
VOLUME /data
ENV COMPTOIR_DATA_DIR=/data \
    SERVER_ADDRESS=0.0.0.0 \
    JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED"
EXPOSE 8080
ENTRYPOINT ["java", "-jar", "/comptoir.jar"]

plugins {
    java
}

repositories {
    mavenLocal { content { includeGroup("org.javaipc") } }
    mavenCentral()
}

dependencies {
    implementation(platform("org.javaipc:ipc-bom:0.2.0"))
    implementation("org.javaipc:ipc-shm")
}

java {
    toolchain {
        languageVersion = JavaLanguageVersion.of(25)
    }
}

tasks.register<JavaExec>("receive") {
    mainClass = "com.example.OrderReceiver"
    classpath = sourceSets["main"].runtimeClasspath
    jvmArgs("--enable-native-access=ALL-UNNAMED")
}

tasks.register<JavaExec>("send") {
    mainClass = "com.example.OrderSender"
    classpath = sourceSets["main"].runtimeClasspath
    jvmArgs("--enable-native-access=ALL-UNNAMED")
}

package com.alibaba.mqtt.server.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the jar. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {MqttStatus.NAME + " " + (version == null ? "development" : version)};
    }
}

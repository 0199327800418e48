package com.alibaba.mqtt.server.cli.run;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/**
 * Creates what picocli needs. Its own factory first looks for a class of Groovy, for which the whole index of our jar is read:
 * a tenth of a start.
 */
public final class Creating implements IFactory {
    /** Creates one. */
    public Creating() {}

    @Override
    public <K> K create(Class<K> type) throws Exception {
        return type == List.class
                ? type.cast(new ArrayList<>())
                : CommandLine.defaultFactory().create(type);
    }
}

package com.alibaba.mqtt.server.cli.doctor;

import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.settings.Found;
import com.alibaba.mqtt.server.cli.settings.Setting;
import com.alibaba.mqtt.server.cli.settings.Settings;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the API is, as far as a socket must know it. */
final class ApiHost {
    private static final Pattern FORM =
            Pattern.compile("(?:(?i:(https?))://)?(\\[[0-9A-Fa-f:.]+]|[0-9A-Za-z._-]+)(?::([0-9]{1,5}))?/?");
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private ApiHost() {}

    static Server of(Settings settings) {
        Found region = settings.find(Setting.REGION);
        if (region != null) {
            String network = settings.isVpc() ? "onsmqtt-vpc." : "onsmqtt.";
            return new Server("api", network + region.value() + ".aliyuncs.com", HTTPS, true, settings.ca());
        }
        String endpoint = settings.required(Setting.ENDPOINT);
        Matcher parts = FORM.matcher(endpoint);
        if (!parts.matches()) {
            throw CliException.configuration("endpoint is " + ForeignText.quoted(endpoint) + "; host[:port] is needed");
        }
        boolean tls = !"http".equalsIgnoreCase(parts.group(1));
        String host = parts.group(2).replaceAll("[\\[\\]]", "");
        int port = parts.group(3) == null ? (tls ? HTTPS : HTTP) : Integer.parseInt(parts.group(3));
        return new Server("api", host, port, tls, settings.ca());
    }
}

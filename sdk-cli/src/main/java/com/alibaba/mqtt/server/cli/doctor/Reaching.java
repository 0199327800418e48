package com.alibaba.mqtt.server.cli.doctor;

import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Whether a server is reached at all: its name, and each of its addresses. */
final class Reaching {
    private final Report report;
    private final Duration limit;

    Reaching(Report report, Duration limit) {
        this.report = report;
        this.limit = limit;
    }

    /** Looks the name up and connects to each address; returns whether one of them took the connection. */
    boolean examine(Server server) throws InterruptedException {
        List<InetAddress> addresses = addresses(server);
        if (addresses.isEmpty()) {
            report.add(Finding.skip(server.area() + " tcp", "without an address"));
            return false;
        }
        List<String> taken = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (InetAddress address : addresses) {
            long begin = System.nanoTime();
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, server.port()), (int) limit.toMillis());
                taken.add(address.getHostAddress() + " in "
                        + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms");
            } catch (IOException e) {
                refused.add(address.getHostAddress() + ": " + ForeignText.visible(e.getMessage()));
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return report.add(connected(server, taken, refused));
    }

    private List<InetAddress> addresses(Server server) throws InterruptedException {
        String step = server.area() + " dns";
        String host = ForeignText.visible(server.host());
        try {
            List<InetAddress> all = List.of(Bounded.within(limit, () -> InetAddress.getAllByName(server.host())));
            report.add(Finding.ok(
                    step,
                    host + " is "
                            + all.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "))));
            return all;
        } catch (InterruptedException e) {
            throw e;
        } catch (UnknownHostException e) {
            report.add(Finding.fail(
                    step,
                    ExitCode.SERVICE,
                    host + " is not known here",
                    "compare the name with the console (instance, access points); ask this machine's name server"));
        } catch (TimeoutException e) {
            report.add(Finding.fail(
                    step,
                    ExitCode.SERVICE,
                    "the name server did not answer",
                    "look at /etc/resolv.conf and the network"));
        } catch (Exception e) {
            report.add(Finding.fail(
                    step, ExitCode.SERVICE, ForeignText.visible(e.toString()), "compare the name with the console"));
        }
        return List.of();
    }

    private static Finding connected(Server server, List<String> taken, List<String> refused) {
        String step = server.area() + " tcp";
        String accept = "port " + server.port() + ": " + String.join(", ", taken);
        if (refused.isEmpty()) {
            return Finding.ok(step, accept);
        }
        String away = String.join("; ", refused);
        if (!taken.isEmpty()) {
            return Finding.warn(
                    step,
                    accept + "; but not " + away,
                    "some addresses do not answer: each start may first try one of these");
        }
        return Finding.fail(
                step,
                ExitCode.SERVICE,
                "port " + server.port() + ": " + away,
                "a firewall, a wrong port, or a network without a way there; from inside a VPC use the VPC's host");
    }
}

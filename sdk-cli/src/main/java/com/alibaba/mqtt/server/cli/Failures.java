package com.alibaba.mqtt.server.cli;

import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.ForeignText;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** One line on the standard error and an exit code for each failure. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final Surroundings around;

    Failures(Surroundings around) {
        this.around = around;
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] args) {
        around.say(ForeignText.visible(wrong.getMessage()));
        String path = wrong.getCommandLine().getCommandSpec().qualifiedName();
        around.err().println("'" + path + " --help' says what is allowed.");
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
        if (failure instanceof CliException told) {
            String text = told.getMessage();
            if (text != null && !text.isEmpty()) {
                around.say(text);
            }
            return told.exitCode();
        }
        if (failure instanceof ServerException error) {
            around.say(String.valueOf(error.getMessage()));
            return ExitCode.of(error);
        }
        if (failure instanceof InterruptedException) {
            around.say("interrupted");
            return ExitCode.INTERRUPTED;
        }
        around.say("failed unexpectedly: " + ForeignText.visible(failure.toString()));
        return ExitCode.SERVICE;
    }
}

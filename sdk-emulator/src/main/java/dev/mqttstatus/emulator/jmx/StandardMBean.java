package dev.mqttstatus.emulator.jmx;

import javax.management.MBeanInfo;

/** A part of Artemis that nobody manages by JMX. */
public abstract class StandardMBean {
    /** @param mbeanInterface what an MBean would show */
    protected StandardMBean(Class<?> mbeanInterface) {}

    /** Never called: Artemis registers nothing. */
    public MBeanInfo getMBeanInfo() {
        throw new UnsupportedOperationException("the emulator has no MBeans");
    }
}

/** The parts inside one process, by JMH. */
package org.javaipc.bench.jmh;

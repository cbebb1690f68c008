/** What the tests of several modules share. No test of its own, and no module: it is on the class path. */
@org.jspecify.annotations.NullMarked
package org.javaipc.test;

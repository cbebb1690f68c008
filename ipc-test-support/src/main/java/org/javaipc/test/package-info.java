/** Code that the tests of several modules share. It contains no tests and is not a module; it is on the class path. */
@org.jspecify.annotations.NullMarked
package org.javaipc.test;

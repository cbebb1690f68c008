package org.javaipc.spring;

/** What is bought or sold. */
record Order(int amount, String side) {}

package com.example;

/** So many pieces of a thing. */
public record Order(int amount, String thing) {}

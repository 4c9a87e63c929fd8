package org.gatehouse.persistence.login;

/**
 * A sign-in and its place.
 *
 * @param key its place among those of its account
 * @param login what is kept of it
 */
public record KeptLogin(LoginKey key, LoginRow login) {}

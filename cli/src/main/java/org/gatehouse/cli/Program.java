package org.gatehouse.cli;

import java.util.List;
import java.util.Set;

/** A program that is called by its name; all of them are this one jar. */
interface Program {

  /** What it is called by. */
  String calledAs();

  /** The options it takes, in the order in which help shows them. */
  Set<Option> options();

  /** Whether an option may also stand after the first word. */
  boolean optionsAnywhere();

  /** How it is called, one line for each way. */
  List<String> synopsis();

  /** What it does, in lines of at most 80 columns. */
  String description();

  /** What help says at its end; lines of at most 80 columns. */
  String footer();

  /**
   * The call that is to be made.
   *
   * @throws ArgumentSyntaxException when what was typed does not say one
   */
  Call call(Options options, StandardInput input);

  /**
   * What of the command's result is the program's.
   *
   * @throws NotThereException when it says that what was asked for is not there
   */
  Value result(Options options, Value answered) throws NotThereException;
}

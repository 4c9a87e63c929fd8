package org.gatehouse.web.dav;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.dav.DeadProperties;
import org.gatehouse.dav.PropertyName;

/**
 * What a PROPPATCH or an extended MKCOL changes, in its order (RFC 4918, section 9.2; RFC 5689).
 *
 * @param steps at least one
 */
record PropertyUpdate(List<Step> steps) {

  /**
   * One property to be set or removed.
   *
   * @param element the whole element as XML that stands for itself; empty to remove it
   */
  record Step(PropertyName name, Optional<String> element) {}

  /**
   * Reads the body of a PROPPATCH.
   *
   * @throws DavRefusal 400 when it is none
   */
  static PropertyUpdate ofProppatch(Optional<Element> body) {
    Element root =
        body.filter(one -> one.is("propertyupdate"))
            .orElseThrow(
                () -> new DavRefusal(400, "the body of PROPPATCH is a propertyupdate element"));
    return new PropertyUpdate(steps(root));
  }

  /**
   * Reads the body of a MKCOL.
   *
   * @return empty when there is none
   * @throws DavRefusal 400 or 415 when it is no mkcol element
   */
  static Optional<PropertyUpdate> ofMkcol(Optional<Element> body) {
    if (body.isEmpty()) {
      return Optional.empty();
    }
    if (!body.get().is("mkcol") || body.get().children().anyMatch(one -> !one.is("set"))) {
      throw new DavRefusal(415, "the body of MKCOL is a mkcol element, or there is none");
    }
    return Optional.of(new PropertyUpdate(steps(body.get())));
  }

  private static List<Step> steps(Element root) {
    List<Step> steps = new ArrayList<>();
    root.children()
        .filter(one -> one.is("set") || one.is("remove"))
        .forEach(instruction -> addSteps(root, instruction, steps));
    if (steps.isEmpty()) {
      throw new DavRefusal(400, "the body of the request changes no property");
    }
    return List.copyOf(steps);
  }

  private static void addSteps(Element root, Element instruction, List<Step> steps) {
    List<Element> lists = instruction.children().filter(one -> one.is("prop")).toList();
    if (lists.size() != 1) {
      throw new DavRefusal(400, "a set or remove element has one prop element");
    }
    Element list = lists.getFirst();
    Optional<String> language = list.language().or(instruction::language).or(root::language);
    list.children()
        .forEach(
            property ->
                steps.add(
                    new Step(
                        property.name(),
                        instruction.is("set")
                            ? Optional.of(property.write(language))
                            : Optional.empty())));
  }

  /** The names that it changes, each once. */
  Set<PropertyName> names() {
    Set<PropertyName> names = new LinkedHashSet<>();
    steps.forEach(step -> names.add(step.name()));
    return names;
  }

  /** The properties of a resource as they are after it. */
  DeadProperties appliedTo(DeadProperties before) {
    Map<PropertyName, String> after = new LinkedHashMap<>(before.elements());
    for (Step step : steps) {
      step.element()
          .ifPresentOrElse(
              element -> after.put(step.name(), element), () -> after.remove(step.name()));
    }
    return new DeadProperties(after);
  }

  /** The same without what is set of one property. */
  PropertyUpdate without(PropertyName name) {
    return new PropertyUpdate(steps.stream().filter(step -> !step.name().equals(name)).toList());
  }
}

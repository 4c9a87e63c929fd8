package org.gatehouse.arquillian.outside;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.netbeans.lib.profiler.heap.Heap;
import org.netbeans.lib.profiler.heap.HeapFactory;
import org.netbeans.lib.profiler.heap.Instance;
import org.netbeans.lib.profiler.heap.JavaClass;
import org.netbeans.lib.profiler.heap.PrimitiveArrayInstance;
import org.netbeans.lib.profiler.heap.Value;

/** Everything that a server's objects hold at one moment, as the JVM writes it down (HPROF). */
final class HeapDump implements AutoCloseable {

  private static final int LONGEST_WAY = 40;

  /**
   * An array with traces in it.
   *
   * @param traces how many
   * @param holders the classes of the objects that have it
   * @param way from it to what keeps it alive, for people
   */
  record Found(long traces, Set<String> holders, String way) {}

  private final Path directory;
  private final Path file;
  private final Heap heap;

  private HeapDump(Path directory, Path file) throws IOException {
    this.directory = directory;
    this.file = file;
    this.heap = HeapFactory.createHeap(file.toFile());
  }

  /** Collects a server's garbage and writes down what is left. */
  static HeapDump of(GatehouseServer server) throws IOException {
    Path directory = Files.createTempDirectory("gatehouse-heap");
    Path file = directory.resolve("heap.hprof");
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Program.run(jcmd.toString(), Long.toString(server.process()), "GC.heap_dump", file.toString())
        .orFail();
    return new HeapDump(directory, file);
  }

  /** How many traces there are in all of it. */
  long count(Traces traces) throws IOException {
    return traces.count(file);
  }

  /** The arrays that have any: texts are kept in arrays of bytes and characters. */
  List<Found> find(Traces traces) {
    List<Found> found = new ArrayList<>();
    for (String type : List.of("byte[]", "char[]")) {
      Iterator<?> arrays = heap.getJavaClassByName(type).getInstancesIterator();
      while (arrays.hasNext()) {
        PrimitiveArrayInstance array = (PrimitiveArrayInstance) arrays.next();
        long count = traces.count(content(array, type));
        if (count > 0) {
          Set<String> holders = new TreeSet<>();
          addHolders(array, holders);
          found.add(new Found(count, holders, way(array)));
        }
      }
    }
    return found;
  }

  /** The bytes as they stand in the dump. */
  private static ByteBuffer content(PrimitiveArrayInstance array, String type) {
    List<?> values = array.getValues();
    boolean bytes = type.equals("byte[]");
    ByteBuffer content = ByteBuffer.allocate(values.size() * (bytes ? 1 : Character.BYTES));
    for (Object value : values) {
      if (bytes) {
        content.put(Byte.parseByte((String) value));
      } else {
        content.putChar(((String) value).charAt(0));
      }
    }
    return content;
  }

  /** A buffer of the JDK stands for those who have it. */
  private static void addHolders(Instance held, Set<String> holders) {
    if (held.isGCRoot()) {
      holders.add("a root");
    }
    for (Object reference : held.getReferences()) {
      Instance holder = ((Value) reference).getDefiningInstance();
      if (holder.getJavaClass().getName().startsWith("java.nio.")) {
        addHolders(holder, holders);
      } else {
        holders.add(withSuperclass(holder.getJavaClass()));
      }
    }
  }

  private static String withSuperclass(JavaClass type) {
    return type.getName() + " extends " + type.getSuperClass().getName();
  }

  private static String way(Instance array) {
    List<String> way = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    Instance at = array;
    while (at != null && seen.add(at.getInstanceId()) && way.size() < LONGEST_WAY) {
      way.add(at.getJavaClass().getName());
      at = at.isGCRoot() ? null : at.getNearestGCRootPointer();
    }
    return String.join(" < ", way);
  }

  @Override
  public void close() {
    Program.run("rm", "-rf", "--", directory.toString()).orFail();
  }
}

package org.gatehouse.arquillian.outside;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.servlets.WebdavServlet;
import org.apache.catalina.startup.Tomcat;

/** Tomcat with its WebdavServlet at the root, in a JVM of its own, for whoever asks. */
final class TomcatDav implements AutoCloseable {

  private final Process process;

  private TomcatDav(Process process) {
    this.process = process;
  }

  /** Starts one that serves a directory. */
  static TomcatDav start(Path files, int port, Path output) throws IOException {
    return new TomcatDav(
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    TomcatDav.class.getName(),
                    files.toString(),
                    Integer.toString(port)))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start());
  }

  /** Serves the directory of the first argument at the port of the second. */
  public static void main(String[] arguments) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Path.of(arguments[0]).resolveSibling("tomcat").toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(Integer.parseInt(arguments[1]));
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
    Context context = tomcat.addContext("", arguments[0]);
    Wrapper servlet = Tomcat.addServlet(context, "dav", new WebdavServlet());
    servlet.addInitParameter("readonly", "false");
    servlet.addInitParameter("listings", "true");
    servlet.addMapping("/*");
    tomcat.start();
    tomcat.getServer().await();
  }

  /** Its CPU time so far, in nanoseconds. */
  long cpuTime() throws IOException {
    return ProcessTime.of(process.pid());
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}

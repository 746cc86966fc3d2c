import Dialogue
import Foundation
import Testing

@testable import Shop

/// A shop's system on this machine for the time of a test: a small Python server that writes down what it is
/// asked and answers as its first argument says.
private final class ShopServer {
  static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private static let program = """
    import http.server, json, sys, time
    answers = sys.argv[1].split(",")
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            print(json.dumps([self.path, body, self.headers.get("Authorization"),
                              self.headers.get("Idempotency-Key")]), flush=True)
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            if answer == "slow":
                time.sleep(2)
                answer = "200"
            data = sys.argv[2].encode()
            self.send_response(int(answer))
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            try:
                self.wfile.write(data)
            except OSError:
                pass
        def log_message(self, *arguments):
            pass
    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()
    """

  private let process: Process
  private let output: URL
  let address: String

  init(statuses: String, body: String = "") throws {
    let process = Process()
    // A file, not a pipe: another test's process that inherited the pipe would keep it open.
    output = FileManager.default.temporaryDirectory.appending(path: "yaoyu-shop-\(UUID().uuidString)")
    try Data().write(to: output)
    process.executableURL = URL(filePath: try #require(ShopServer.python))
    process.arguments = ["-c", ShopServer.program, statuses, body]
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
    self.process = process
    var port: Substring?
    for _ in 0..<1000 where port == nil {
      let text = try String(contentsOf: output, encoding: .utf8)
      if text.contains("\n") { port = text.prefix { $0 != "\n" } } else { usleep(10_000) }
    }
    address = "http://127.0.0.1:\(try #require(port))"
  }

  /// Ends the server. What it was asked: path, body, authorization, key.
  func stop() throws -> [[String?]] {
    // Not SIGTERM: threads of tests may have it blocked, and processes inherit that.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    defer { try? FileManager.default.removeItem(at: output) }
    let text = try String(contentsOf: output, encoding: .utf8)
    return try text.split(separator: "\n").dropFirst().map {
      try JSONDecoder().decode([String?].self, from: Data($0.utf8))
    }
  }
}

@Suite("A shop asked over HTTP", .serialized, .enabled(if: ShopServer.python != nil))
struct HTTPShopTests {
  private static var quick: HTTPShop.Options {
    var options = HTTPShop.Options()
    options.milliseconds = 500
    options.pauseMilliseconds = 1
    return options
  }

  @Test("an order is looked up in the words that programs use, with the key and the token")
  func lookUp() throws {
    let body =
      #"{"outcome":"found","status":"shipped","carrier":"顺丰","tracking":"SF1","items":["布洛芬缓释胶囊","口罩"],"paid":29.9}"#
    let server = try ShopServer(statuses: "200", body: body)
    let shop = try HTTPShop(address: server.address + "/", token: "t0ken", options: Self.quick)
    let result = shop.perform("查订单", ["订单号": "123"], key: "k1")
    #expect(
      result
        == ActionResult(
          "查到", ["状态": "已发货", "快递公司": "顺丰", "运单号": "SF1", "商品": "布洛芬缓释胶囊、口罩", "实付": "29.9"]))
    let asked = try server.stop()
    #expect(asked == [["/actions/lookup-order", #"{"order_id":"123"}"#, "Bearer t0ken", "k1"]])
  }

  @Test("what fails is tried again with the same key; what is refused is not")
  func retries() throws {
    let server = try ShopServer(statuses: "503,429,200", body: #"{"outcome":"done","ticket":"000042"}"#)
    let shop = try HTTPShop(address: server.address, options: Self.quick)
    #expect(shop.perform("取消订单", ["订单号": "1"], key: "k")?.values == ["受理号": "000042"])
    let asked = try server.stop()
    #expect(asked.count == 3)
    #expect(Set(asked.map { $0[3] }) == ["k"])
    let refusing = try ShopServer(statuses: "400", body: "{}")
    #expect(try HTTPShop(address: refusing.address, options: Self.quick).perform("查订单", [:], key: "") == nil)
    #expect(try refusing.stop().count == 1)
  }

  @Test("a shop that is too slow, or that talks nonsense, has not answered")
  func slow() throws {
    let server = try ShopServer(statuses: "slow", body: #"{"outcome":"found"}"#)
    var options = Self.quick
    options.tries = 1
    options.milliseconds = 200
    #expect(try HTTPShop(address: server.address, options: options).perform("查订单", [:], key: "") == nil)
    _ = try server.stop()
    for body in ["", "[]", "{}", #"{"outcome":"shipped"}"#, "<html>"] {
      let server = try ShopServer(statuses: "200", body: body)
      let shop = try HTTPShop(address: server.address, options: options)
      #expect(shop.perform("查订单", ["订单号": "1"], key: "") == nil, "\(body)")
      _ = try server.stop()
    }
  }

  @Test("a shop that keeps failing is left alone for a while")
  func breaking() throws {
    let server = try ShopServer(statuses: "500")
    var options = Self.quick
    options.tries = 1
    options.failuresUntilOpen = 2
    let shop = try HTTPShop(address: server.address, options: options)
    for _ in 0..<5 { #expect(shop.perform("查订单", ["订单号": "1"], key: "") == nil) }
    #expect(try server.stop().count == 2)
  }

  @Test("only addresses that keep the customer's numbers private are taken")
  func addresses() throws {
    for good in ["https://shop.example.com/api", "http://localhost:8080", "http://127.0.0.1/x"] {
      _ = try HTTPShop(address: good)
    }
    for bad in ["http://shop.example.com", "http://localhost.evil.com", "ftp://a", "https://", "https://a b"]
    {
      #expect(throws: ShopError.badAddress(bad)) { try HTTPShop(address: bad) }
    }
  }
}

@Suite("The circuit breaker")
struct CircuitBreakerTests {
  @Test("opens after failures in a row, lets one through after the pause, closes with a success")
  func states() {
    let breaker = CircuitBreaker(limit: 2, pause: .seconds(10))
    let start = ContinuousClock.now
    breaker.note(success: false, at: start)
    breaker.note(success: true, at: start)
    breaker.note(success: false, at: start)
    #expect(breaker.allows(at: start))
    breaker.note(success: false, at: start)
    #expect(!breaker.allows(at: start + .seconds(9)))
    #expect(breaker.allows(at: start + .seconds(10)))
    #expect(!breaker.allows(at: start + .seconds(11)))
    breaker.note(success: true, at: start + .seconds(11))
    #expect(breaker.allows(at: start + .seconds(11)))
  }
}

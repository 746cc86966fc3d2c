import Audience
import Testing

@Test("too many clusters: the message names both numbers and the option to change")
func tooManyClusters() {
  let message = AudienceError.tooManyClusters(asked: 9, customers: 3).description
  #expect(message.contains("9") && message.contains("3") && message.contains("--k"))
}

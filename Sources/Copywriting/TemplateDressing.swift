import Support

/// Prints `{{ 价格 | 元 }}`: the value with its filters applied.
struct TemplateDressing {
  let file: String
  /// The template's variables, for messages.
  let variables: [String]
  let measures: MeasureWords

  /// - Parameter value: what a reference stands for; nil when it is not filled.
  /// - Throws: `RenderFailure` for a needed value that is missing, a filter that cannot work on its value, and any
  ///   filter but `默认` on approved wording.
  func dress(_ tag: TemplateOutput, value: (VariableReference) -> TemplateValue?) throws(RenderFailure)
    -> RenderedText
  {
    var current: TemplateValue?
    var name = ""
    switch tag.source {
    case .text(let piece):
      current = .text(String(decoding: piece.bytes, as: UTF8.self), origin: tag.literalOrigin)
    case .variable(let reference, let shown):
      current = value(reference)
      name = shown
    }
    for filter in tag.filters {
      var argument = ""
      switch filter.argument {
      case .text(let text)?: argument = text
      case .variable(let reference)?:
        guard let value = value(reference) else { throw missing(reference, tag.place) }
        argument = value.plain
      case nil: break
      }
      if filter.kind == .fallback {
        if !(current?.isTrue ?? false) { current = .text(argument, origin: tag.literalOrigin) }
        continue
      }
      guard let value = current else { continue }
      if case .text(let rendered) = value,
        !rendered.spans.allSatisfy({ $0.origin.isEditable || $0.origin == tag.literalOrigin })
      {
        throw failure(tag.place, "“\(name)”是批准过的文字，不能再用过滤器“\(filter.kind.rawValue)”改它。")
      }
      do {
        current = .text(
          try filter.kind.apply(to: value, argument: argument, measures: measures),
          origin: name.isEmpty ? tag.literalOrigin : .slot(name))
      } catch {
        throw failure(tag.place, error.message)
      }
    }
    guard let current else { throw missing(name, tag.place) }
    var text = RenderedText()
    append(current, name: name, to: &text)
    return text
  }

  private func append(_ value: TemplateValue, name: String, to text: inout RenderedText) {
    switch value {
    case .text(let rendered): text.append(rendered)
    case .list(let items): for item in items { append(item, name: name, to: &text) }
    default: text.append(Piece(value.plain), origin: .slot(name))
    }
  }

  func missing(_ reference: VariableReference, _ place: SourcePlace) -> RenderFailure {
    var name = "循环变量"
    if case .global(let index) = reference, index < variables.count { name = variables[index] }
    return missing(name, place)
  }

  private func missing(_ name: String, _ place: SourcePlace) -> RenderFailure {
    RenderFailure(
      file: file, place: place, missing: name,
      message: "变量“\(name)”没有值。可以写 {{ \(name) | 默认: \"…\" }}，或用 {% if \(name) %} 包起来。")
  }

  private func failure(_ place: SourcePlace, _ message: String) -> RenderFailure {
    RenderFailure(file: file, place: place, missing: nil, message: message)
  }
}

extension Origin {
  /// Only a slot's text may be dressed by a filter; approved wording stays as approved.
  fileprivate var isEditable: Bool { if case .slot = self { true } else { false } }
}

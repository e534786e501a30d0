#include "gateway/forms/model/writer.h"

#include "gateway/forms/model/header_line.h"
#include "gateway/forms/model/json_writer.h"
#include "gateway/forms/model/nested_writer.h"
#include "gateway/forms/model/wide_writer.h"

#include <array>

namespace renkei::model {
namespace {

text::Encoding encoding_of(const Syntax& syntax, const WriteOptions& options) {
    return options.encoding.value_or(syntax.encoding == Encoding::utf8 ? text::Encoding::utf8
                                                                       : text::Encoding::cp932);
}

template <class Lines>
class CsvDocumentWriter final : public DocumentWriter {
public:
    CsvDocumentWriter(const Form& form, const Syntax& syntax, const WriteOptions& options)
        : columns_(form, syntax),
          unmapped_(form),
          lines_(columns_, unmapped_, encoding_of(syntax, options)) {
        if (syntax.has_header != 0) {
            append_header(form, syntax, encoding_of(syntax, options), head_);
        }
    }
    std::string_view head() const override { return head_; }
    void write(const Record& record, std::string& out, diag::Report& report) override {
        lines_.write(record, out, report);
    }

private:
    Columns columns_;
    UnmappedContent unmapped_;
    Lines lines_;
    std::string head_;
};

class JsonDocumentWriter final : public DocumentWriter {
public:
    JsonDocumentWriter(const Form& form, const Syntax& syntax, const WriteOptions&)
        : layout_(form, syntax),
          unmapped_(form),
          objects_(layout_, unmapped_, form.text(syntax.id)) {}
    void write(const Record& record, std::string& out, diag::Report& report) override {
        objects_.write(record, out, report);
        out += '\n';
    }

private:
    JsonLayout layout_;
    UnmappedContent unmapped_;
    JsonWriter objects_;
};

template <class DocumentKind>
std::unique_ptr<DocumentWriter> make_writer(const Form& form, const Syntax& syntax,
                                            const WriteOptions& options) {
    return std::make_unique<DocumentKind>(form, syntax, options);
}

using MakeWriter = std::unique_ptr<DocumentWriter> (*)(const Form&, const Syntax&, const WriteOptions&);
struct SyntaxWriting {
    SyntaxKind kind;
    MakeWriter make;
};
constexpr std::array syntax_writings{
    SyntaxWriting{SyntaxKind::wide, make_writer<CsvDocumentWriter<WideWriter>>},
    SyntaxWriting{SyntaxKind::nested, make_writer<CsvDocumentWriter<NestedWriter>>},
    SyntaxWriting{SyntaxKind::json, make_writer<JsonDocumentWriter>},
};
static_assert(syntax_writings[0].kind == SyntaxKind{0} && syntax_writings[1].kind == SyntaxKind{1} &&
              syntax_writings[2].kind == SyntaxKind{2});

} // namespace

Writer::Writer(const Form& form, const Syntax& syntax, WriteOptions options)
    : syntax_(&syntax),
      documents_(syntax_writings[static_cast<std::size_t>(syntax.kind)].make(form, syntax, options)) {}

} // namespace renkei::model

#include "gateway/forms/record/writer.h"

#include "gateway/forms/record/csv/header_line.h"
#include "gateway/forms/record/csv/nested_writer.h"
#include "gateway/forms/record/csv/wide_writer.h"
#include "gateway/forms/record/json/json_writer.h"

#include <array>

namespace renkei::record {
namespace {

text::Encoding encoding_of(const form::Syntax& syntax, const WriteOptions& options) {
    return options.encoding.value_or(syntax.encoding == form::Encoding::utf8 ? text::Encoding::utf8
                                                                             : text::Encoding::cp932);
}

template <class Lines>
class CsvDocumentWriter final : public DocumentWriter {
public:
    CsvDocumentWriter(const form::Form& form, const form::Syntax& syntax, const WriteOptions& options)
        : columns_(form, syntax),
          unmapped_(form),
          lines_(columns_, unmapped_, encoding_of(syntax, options), options.characters) {
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
    JsonDocumentWriter(const form::Form& form, const form::Syntax& syntax, const WriteOptions&)
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
std::unique_ptr<DocumentWriter> make_writer(const form::Form& form, const form::Syntax& syntax,
                                            const WriteOptions& options) {
    return std::make_unique<DocumentKind>(form, syntax, options);
}

using MakeWriter = std::unique_ptr<DocumentWriter> (*)(const form::Form&, const form::Syntax&,
                                                       const WriteOptions&);
struct SyntaxWriting {
    form::SyntaxKind kind;
    MakeWriter make;
};
constexpr std::array syntax_writings{
    SyntaxWriting{form::SyntaxKind::wide, make_writer<CsvDocumentWriter<WideWriter>>},
    SyntaxWriting{form::SyntaxKind::nested, make_writer<CsvDocumentWriter<NestedWriter>>},
    SyntaxWriting{form::SyntaxKind::json, make_writer<JsonDocumentWriter>},
};
static_assert(syntax_writings[0].kind == form::SyntaxKind{0} &&
              syntax_writings[1].kind == form::SyntaxKind{1} &&
              syntax_writings[2].kind == form::SyntaxKind{2});

} // namespace

Writer::Writer(const form::Form& form, const form::Syntax& syntax, WriteOptions options)
    : syntax_(&syntax),
      encoding_(encoding_of(syntax, options)),
      documents_(syntax_writings[static_cast<std::size_t>(syntax.kind)].make(form, syntax, options)) {}

} // namespace renkei::record

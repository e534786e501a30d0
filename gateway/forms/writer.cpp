#include "gateway/forms/writer.h"

#include "gateway/forms/json_writer.h"
#include "gateway/forms/nested_writer.h"
#include "gateway/forms/wide_writer.h"

#include <array>

namespace renkei::forms {
namespace {

text::Encoding encoding_of(const Syntax& syntax, const WriteOptions& options) {
    return options.encoding.value_or(syntax.encoding == Encoding::utf8 ? text::Encoding::utf8
                                                                       : text::Encoding::cp932);
}

template <class Lines>
class CsvDocuments final : public DocumentWriter {
public:
    CsvDocuments(const Form& form, const Syntax& syntax, const WriteOptions& options)
        : columns_(form, syntax)
        , extras_(form)
        , lines_(columns_, extras_, encoding_of(syntax, options)) {}
    void write(const Record& record, std::string& out, diag::Report& report) override {
        lines_.write(record, out, report);
    }

private:
    Columns columns_;
    Extras extras_;
    Lines lines_;
};

class JsonDocuments final : public DocumentWriter {
public:
    JsonDocuments(const Form& form, const Syntax& syntax, const WriteOptions&)
        : layout_(form, syntax)
        , extras_(form)
        , objects_(layout_, extras_, form.text(syntax.id)) {}
    void write(const Record& record, std::string& out, diag::Report& report) override {
        objects_.write(record, out, report);
        out += '\n';
    }

private:
    JsonLayout layout_;
    Extras extras_;
    JsonWriter objects_;
};

template <class Kind>
std::unique_ptr<DocumentWriter> make(const Form& form, const Syntax& syntax, const WriteOptions& options) {
    return std::make_unique<Kind>(form, syntax, options);
}

using Make = std::unique_ptr<DocumentWriter> (*)(const Form&, const Syntax&, const WriteOptions&);
struct Kind {
    SyntaxKind kind;
    Make make;
};
constexpr std::array kinds{
    Kind{SyntaxKind::wide, make<CsvDocuments<WideWriter>>},
    Kind{SyntaxKind::nested, make<CsvDocuments<NestedWriter>>},
    Kind{SyntaxKind::json, make<JsonDocuments>},
};
static_assert(kinds[0].kind == SyntaxKind{0} && kinds[1].kind == SyntaxKind{1} &&
              kinds[2].kind == SyntaxKind{2});

} // namespace

Writer::Writer(const Form& form, const Syntax& syntax, WriteOptions options)
    : documents_(kinds[static_cast<std::size_t>(syntax.kind)].make(form, syntax, options)) {}

} // namespace renkei::forms

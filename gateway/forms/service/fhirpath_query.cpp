#include "gateway/forms/service/fhirpath_query.h"

#include "gateway/core/base/file.h"
#include "gateway/fhir/fhirpath/expression.h"
#include "gateway/fhir/xml/reader.h"
#include "generated/messages/fhirpath.h"

namespace renkei::service {
namespace {

// The text at a key of a request; an error if there is none.
diag::Result<std::string_view> request_text(const json::Tree& request, std::string_view key) {
    const json::NodeId node =
        request[json::Tree::root].is_object() ? request.child(json::Tree::root, key) : json::no_node;
    if (node == json::no_node || !request[node].is_string()) {
        return diag::fail(message::fhirpath_batch_line, {}, {request.raw(json::Tree::root).substr(0, 200)});
    }
    return request.text(node);
}

void append_error(json::Writer& out, const diag::Error& error, diag::Language language) {
    out.key("error")
        .start_object()
        .member("id", diag::row(error.message).id)
        .member("message", diag::sentence(error.message, error.args, language));
    if (error.where.line > 0) {
        out.key("line").number(error.where.line).key("column").number(error.where.column);
    }
    out.end_object();
}

diag::Result<std::string> json_of_xml(std::string_view bytes, const std::filesystem::path& file,
                                      const definitions::R4Definitions& r4) {
    xml::Reader reader(r4);
    xml::Document document;
    diag::Report report; // what FHIR forbids but JSON can carry can be asked about as well
    if (auto read = reader.read(bytes, document, report); !read) {
        read.error().where.file = file.string();
        return tl::make_unexpected(std::move(read).error());
    }
    return std::move(document.json);
}

} // namespace

std::string to_json(const std::vector<FhirpathResult>& answers) {
    std::string out;
    json::Writer writer(out);
    writer.start_array();
    for (const FhirpathResult& answer : answers) {
        writer.start_object().member("type", answer.type);
        if (!answer.path.empty()) {
            writer.member("path", answer.path);
        }
        writer.key("value").raw(answer.json).end_object();
    }
    writer.end_array();
    return out;
}

FhirpathQuery::FhirpathQuery(const definitions::R4Definitions& r4)
    : r4_(r4),
      parser_(r4.names()),
      evaluator_(r4) {}

// The one place that turns the bytes of a file into a document.
diag::Result<void> FhirpathQuery::read_document(const std::filesystem::path& file) {
    TRY(bytes_, base::read_file(file));
    const std::size_t first = bytes_.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (first != std::string::npos && bytes_[first] == '<') {
        TRY(bytes_, json_of_xml(bytes_, file, r4_));
    }
    if (auto read = parser_.parse(bytes_, tree_); !read) {
        read.error().where.file = file.string();
        return read;
    }
    return {};
}

diag::Result<void> FhirpathQuery::open(const std::filesystem::path& file) {
    if (file == opened_ && file != "-") {
        return {};
    }
    opened_.clear();
    TRY_VOID(read_document(file));
    if (!fhirpath::resource_item(r4_, tree_).type()) {
        return diag::fail(message::fhirpath_file_wrong, {.file = file.string()},
                          {tree_.raw(json::Tree::root).substr(0, 60)});
    }
    opened_ = file;
    return {};
}

diag::Result<std::vector<FhirpathResult>> FhirpathQuery::evaluate(std::string_view expression,
                                                                  const std::filesystem::path& file) {
    TRY_VOID(open(file));
    const fhirpath::Item resource = fhirpath::resource_item(r4_, tree_);
    TRY(const fhirpath::Expression compiled,
        fhirpath::compile(expression, r4_,
                          {.checks = fhirpath::Checks::names_and_order, .context = resource.type()}));
    TRY(const std::span<const fhirpath::Item> items, evaluator_.evaluate(compiled, {.context = resource}));
    std::vector<FhirpathResult> out;
    out.reserve(items.size());
    for (const fhirpath::Item& item : items) {
        out.push_back(fhirpath::result_text(item, r4_));
    }
    return out;
}

diag::Result<std::vector<FhirpathResult>> FhirpathQuery::answer_request(const json::Tree& request,
                                                                        json::Writer& out) {
    TRY(const std::string_view expression, request_text(request, "expression"));
    out.member("expression", expression);
    TRY(const std::string_view file, request_text(request, "file"));
    out.member("file", file);
    return evaluate(expression, file);
}

FhirpathQuery::BatchCounts FhirpathQuery::evaluate_all(std::string_view requests, diag::Language language,
                                                       std::string& out) {
    BatchCounts end;
    json::Parser parser;
    json::Tree request;
    json::Lines lines(requests);
    while (const auto line = lines.next_line()) {
        ++end.asked;
        json::Writer writer(out);
        writer.start_object();
        const auto read = parser.parse(line->text, request);
        const auto answers = read ? answer_request(request, writer) : tl::make_unexpected(read.error());
        if (answers) {
            writer.key("results").raw(to_json(*answers));
        } else {
            append_error(writer, answers.error(), language);
            ++end.failed;
        }
        writer.end_object();
        out += '\n';
    }
    return end;
}

} // namespace renkei::service

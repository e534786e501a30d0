#include "gateway/network/documents/receipt_text.h"

#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"
#include "gateway/fhir/resources/answer_report.h"

#include <algorithm>
#include <charconv>

namespace renkei::documents {
namespace {

using json::no_node;
using json::NodeId;
using json::Tree;

constexpr std::string_view layout = "1"; // of this text

constexpr diag::Severity severities[] = {diag::Severity::information, diag::Severity::warning,
                                         diag::Severity::error};

void write(json::Writer& out, const StoredDocument& taken) {
    const store::Version& version = taken.version;
    out.start_object().member("document", version.document);
    out.key("number").number(version.number).member("form", version.form);
    out.member("syntax", version.syntax).member("media_type", version.media_type);
    out.member("sha", seal::to_hex(version.sha)).key("part").number(taken.part);
    out.key("fate").number(static_cast<unsigned>(taken.outcome)).key("deliveries").number(taken.deliveries);
    out.end_object();
}

void write(json::Writer& out, const diag::Finding& finding) {
    const diag::Where& where = finding.where;
    out.start_object()
        .member("id", diag::row(finding.message).id)
        .member("severity", diag::to_text(finding.severity));
    out.member("says", diag::row(finding.message).english); // several messages may have one id
    out.member("item", finding.item).member("name", finding.name).member("value", finding.value);
    out.member("file", where.file).member("path", where.path);
    for (const auto& [name, number] : {std::pair<std::string_view, std::uint64_t>{"offset", where.offset},
                                       {"line", where.line},
                                       {"column", where.column},
                                       {"record", where.record},
                                       {"cell", where.cell},
                                       {"document", where.document}}) {
        out.key(name).number(number);
    }
    out.key("args").start_array();
    for (const std::string& each : finding.args) {
        out.string(each);
    }
    out.end_array().end_object();
}

class ReceiptReader {
public:
    explicit ReceiptReader(std::string_view text) { is_read_ = parser_.parse(text, tree_).has_value(); }

    std::optional<Receipt> run() {
        if (!is_read_ || text(Tree::root, "layout") != layout) {
            return std::nullopt;
        }
        Receipt out{.replayed = true};
        for (const NodeId each : tree_.children(tree_.child(Tree::root, "documents"))) {
            out.documents.push_back(taken(each));
        }
        for (const NodeId each : tree_.children(tree_.child(Tree::root, "report"))) {
            if (std::optional<diag::Finding> one = finding(each)) {
                out.report.add(*std::move(one));
            }
        }
        const NodeId more = tree_.child(Tree::root, "more");
        for (const diag::Severity severity : severities) {
            out.report.add_not_shown(severity, number<std::size_t>(more, diag::to_text(severity)));
        }
        return out;
    }

private:
    std::string text(NodeId object, std::string_view key) const {
        const NodeId node = tree_.child(object, key);
        return node == no_node ? std::string() : std::string(tree_.text(node));
    }
    template <class T>
    T number(NodeId object, std::string_view key) const {
        const std::string digits = text(object, key);
        T out{};
        std::from_chars(digits.data(), digits.data() + digits.size(), out);
        return out;
    }

    StoredDocument taken(NodeId node) const {
        StoredDocument out;
        out.version.document = text(node, "document");
        out.version.number = number<std::uint32_t>(node, "number");
        out.version.form = text(node, "form");
        out.version.syntax = text(node, "syntax");
        out.version.media_type = text(node, "media_type");
        out.version.sha = hash(text(node, "sha"));
        out.part = number<std::size_t>(node, "part");
        out.outcome = static_cast<DocumentOutcome>(number<std::uint8_t>(node, "fate"));
        out.deliveries = number<std::uint32_t>(node, "deliveries");
        return out;
    }

    std::optional<diag::Finding> finding(NodeId node) const {
        const std::string id = text(node, "id");
        const std::string says = text(node, "says");
        const auto of_id = [&](const diag::MessageRow& each) { return each.id == id; };
        auto row = std::ranges::find_if(diag::messages(), [&](const diag::MessageRow& each) {
            return of_id(each) && each.english == says;
        });
        if (row == diag::messages().end()) { // of another version, or from before it was kept
            row = std::ranges::find_if(diag::messages(), of_id);
        }
        if (row == diag::messages().end()) {
            return std::nullopt;
        }
        diag::Finding out{row->message,
                          diag::severity_of(text(node, "severity")).value_or(row->severity),
                          {},
                          {},
                          text(node, "item"),
                          text(node, "name"),
                          text(node, "value")};
        out.where = {.file = text(node, "file"),
                     .offset = number<std::uint64_t>(node, "offset"),
                     .line = number<std::uint32_t>(node, "line"),
                     .column = number<std::uint32_t>(node, "column"),
                     .record = number<std::uint32_t>(node, "record"),
                     .cell = number<std::uint32_t>(node, "cell"),
                     .document = number<std::uint32_t>(node, "document"),
                     .path = text(node, "path")};
        for (const NodeId each : tree_.children(tree_.child(node, "args"))) {
            out.args.emplace_back(tree_.text(each));
        }
        return out;
    }

    static store::Hash hash(std::string_view hex) {
        store::Hash out{};
        for (std::size_t i = 0; i < out.size() && 2 * i + 2 <= hex.size(); ++i) {
            std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2, out[i], 16);
        }
        return out;
    }

    json::Parser parser_;
    Tree tree_;
    bool is_read_ = false;
};

} // namespace

std::string to_text(const Receipt& receipt) {
    const diag::Report kept = resources::limited_report(receipt.report); // as much as was answered
    std::string text;
    json::Writer out(text);
    out.start_object().member("layout", layout).key("documents").start_array();
    for (const StoredDocument& taken : receipt.documents) {
        write(out, taken);
    }
    out.end_array().key("report").start_array();
    for (const diag::Finding& finding : kept.findings()) {
        write(out, finding);
    }
    out.end_array().key("more").start_object();
    for (const diag::Severity severity : severities) {
        out.key(diag::to_text(severity)).number(kept.not_shown(severity));
    }
    out.end_object().end_object();
    return text;
}

std::optional<Receipt> parse_receipt(std::string_view text) { return ReceiptReader(text).run(); }

} // namespace renkei::documents

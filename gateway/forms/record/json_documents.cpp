// Documents of a JSON file: one object, or one on every line.
#include "gateway/core/json/line_guess.h"
#include "gateway/core/json/place.h"
#include "gateway/forms/record/document_reader.h"
#include "gateway/forms/record/json/json_reader.h"

#include <algorithm>

namespace renkei::record {
namespace {

// Of one document. A form has tens of kilobytes, but a row of two bytes becomes hundreds in FHIR.
constexpr std::size_t max_bytes = 8 * 1024 * 1024;

class JsonDocuments final : public DocumentReader {
public:
    JsonDocuments(const form::Form& form, const form::Syntax& syntax, std::string_view bytes,
                  const ReadOptions& options)
        : form_(&form),
          bytes_(bytes),
          layout_(form, syntax),
          unmapped_(form),
          reader_(layout_, unmapped_, options.read_mode),
          lines_(bytes),
          part_(options.part.value_or(LinesOfFile{})),
          by_line_(options.part || json::has_line_per_document(bytes, options.file)) {}

    bool next(Record& record, diag::Report& report) override {
        if (by_line_) {
            const std::optional<json::Line> line = lines_.next_line();
            if (!line) {
                return false;
            }
            line_ = *line;
            line_.offset += part_.offset;
            line_.number += part_.lines;
        } else if (done_) {
            return false;
        } else {
            done_ = true;
            line_ = {bytes_, 0, 1};
        }
        positions_.reset();
        diag::Report found;
        if (const diag::Result<void> parsed = parser_.parse(line_.text, tree_); !parsed) {
            found.add(parsed.error());
        } else {
            reader_.read(tree_, record, found);
        }
        json::append(report, found, line_);
        return true;
    }

    diag::Where where(const ItemLocation& location) const override {
        const std::string wanted = pointer_to(
            location.row, form_->text(location.item == form::none ? form_->groups()[location.group].id
                                                                  : form_->items()[location.item].id));
        std::string_view known = wanted; // where the item is missing: the object around it
        json::NodeId node = json::resolve(tree_, known);
        while (node == json::no_node && !known.empty()) {
            known = known.substr(0, known.rfind('/'));
            node = json::resolve(tree_, known);
        }
        if (!positions_) {
            positions_.emplace(line_.text);
        }
        diag::Where out = node == json::no_node ? diag::Where{} : json::where(tree_, node, *positions_);
        out.path = wanted;
        json::shift(out, line_);
        return out;
    }

    std::string original() const override { return std::string(line_.text); }

private:
    // `id` of an item or a group, in or below the row.
    std::string pointer_to(const Row& row, std::string_view id) const {
        std::string out;
        const Row* at = &row;
        // A list of codes is a group of its own and has the item's id: its rows are elements.
        while (at != nullptr) {
            const std::string_view group = form_->text(form_->groups()[at->group].id);
            std::string step(id.substr(group.empty() ? 0 : std::min(group.size() + 1, id.size())));
            std::ranges::replace(step, '.', '/');
            out = (step.empty() ? "" : "/" + step) + out;
            out = (at->parent == nullptr ? "" : "/" + std::to_string(at->index)) + out;
            id = group;
            at = at->parent;
        }
        return out;
    }

    const form::Form* form_;
    std::string_view bytes_;
    JsonLayout layout_;
    UnmappedContent unmapped_;
    JsonReader reader_;
    json::Lines lines_;
    LinesOfFile part_;
    bool by_line_;
    bool done_ = false;
    json::Parser parser_{{}, {.max_bytes = max_bytes}};
    json::Tree tree_;
    json::Line line_;
    mutable std::optional<json::Positions> positions_; // of line_, made when a place is needed
};

} // namespace

std::unique_ptr<DocumentReader> json_documents(const form::Form& form, const form::Syntax& syntax,
                                               std::string_view bytes, const ReadOptions& options) {
    return std::make_unique<JsonDocuments>(form, syntax, bytes, options);
}

} // namespace renkei::record

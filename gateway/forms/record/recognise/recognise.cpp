#include "gateway/forms/record/recognise/recognise.h"

#include "gateway/core/csv/reader.h"
#include "gateway/core/json/line_guess.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/json/place.h"
#include "gateway/forms/form/edition.h"
#include "gateway/forms/form/form_discriminator.h"
#include "gateway/forms/form/form_title.h"
#include "gateway/forms/record/csv/csv_columns.h"
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/record/recognise/first_line.h"
#include "gateway/forms/record/recognise/form_candidates.h"
#include "gateway/forms/record/recognise/other_file_type.h"
#include "gateway/forms/record/recognise/unknown_json.h"
#include "gateway/forms/record/value/version.h"
#include "generated/messages/forms.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace renkei::record {
namespace {

// A file as far as it must be read to know it: asks for the text of an item, if the file has it.
class Look {
public:
    virtual ~Look() = default;
    virtual bool is_of(const form::Form& form,
                       const form::Syntax& syntax) const = 0; // could it be, apart from the mark?
    // Does the text `mark` stand where a file of this syntax has the form's mark?
    virtual bool is_marked(const form::Form& form, const form::Syntax& syntax,
                           const form::FormDiscriminator& mark) const = 0;
    virtual std::string text(const form::Form& form, const form::Syntax& syntax, form::ItemId item) const = 0;
    virtual diag::Finding unknown(std::span<const form::Form* const> forms) const = 0;
};

class JsonLook final : public Look {
public:
    explicit JsonLook(const json::Tree& tree) : tree_(&tree) {}

    bool is_of(const form::Form&, const form::Syntax& syntax) const override {
        return syntax.kind == form::SyntaxKind::json;
    }
    bool is_marked(const form::Form& form, const form::Syntax& syntax,
                   const form::FormDiscriminator& mark) const override {
        return text(form, syntax, mark.item) == mark.value;
    }
    std::string text(const form::Form& form, const form::Syntax&, form::ItemId item) const override {
        const json::NodeId node = json::resolve(*tree_, pointer_to(form, item));
        return node == json::no_node || (*tree_)[node].is_container() || (*tree_)[node].is_null()
                   ? ""
                   : std::string(tree_->text(node));
    }
    diag::Finding unknown(std::span<const form::Form* const> forms) const override {
        return unknown_json(*tree_, forms);
    }

    // What to say if the document names one form and holds another.
    std::optional<diag::Finding> false_claim(const std::vector<Candidate>& candidates,
                                             std::span<const form::Form* const> forms) const {
        if (candidates.empty()) {
            return std::nullopt;
        }
        const form::Form& claimed = *candidates.front().form;
        const form::Form* const other = other_form_in(*tree_, claimed.id(), forms);
        if (other == nullptr) {
            return std::nullopt;
        }
        const std::string place = pointer_to(claimed, form::discriminator_of(claimed).item);
        return diag::finding(message::content_claims_other, json::where(*tree_, json::resolve(*tree_, place)),
                             {form::form_title(claimed), form::form_title(*other), place});
    }

private:
    const json::Tree* tree_;
};

class CsvLook final : public Look {
public:
    explicit CsvLook(const csv::Record& record) : record_(&record) {}

    // A file that begins with names of columns has been looked for before.
    bool is_of(const form::Form&, const form::Syntax& syntax) const override {
        return syntax.kind != form::SyntaxKind::json && syntax.has_header == 0;
    }
    bool is_marked(const form::Form&, const form::Syntax& syntax,
                   const form::FormDiscriminator& mark) const override {
        const std::size_t at = syntax.mark_column;
        return at != 0 && at <= record_->cells.size() && record_->cells[at - 1].text == mark.value;
    }
    std::string text(const form::Form& form, const form::Syntax& syntax, form::ItemId item) const override {
        const std::size_t at = column_of(form, syntax, item);
        return at == 0 || at > record_->cells.size() ? "" : std::string(record_->cells[at - 1].text);
    }
    const csv::Record& record() const { return *record_; }
    diag::Finding unknown(std::span<const form::Form* const> forms) const override {
        constexpr std::size_t few = 3;
        if (std::optional<diag::Finding> like = wrong_form_type(*record_, forms)) {
            return *std::move(like);
        }
        std::string first;
        for (std::size_t i = 0; i < std::min(few, record_->cells.size()); ++i) {
            first += (i == 0 ? "" : ", ") + std::string(record_->cells[i].text);
        }
        return diag::finding(message::content_unknown_columns, csv::where(*record_, 1),
                             {std::to_string(record_->cells.size()), first});
    }

private:
    const csv::Record* record_;
};

std::string version_in(const Look& look, const form::Form& form, const form::Syntax& syntax) {
    const form::ItemId item = form.about().version_item;
    return item == form::none ? "" : look.text(form, syntax, item);
}

// What others define has editions in FHIR alone: its files are ours.
std::string day_in(const Look& look, const form::Form& form, const form::Syntax& syntax) {
    const form::Edition edition(form);
    const form::ItemId item = edition.day_item();
    return edition.is_one() && !form.is_foreign() && item != form::none ? look.text(form, syntax, item) : "";
}

std::vector<Candidate> marked(const Look& look, std::span<const form::Form* const> forms) {
    std::vector<Candidate> out;
    for (const form::Form* form : forms) {
        const form::FormDiscriminator mark = form::discriminator_of(*form);
        for (const form::Syntax& syntax : form->syntaxes()) {
            if (mark.item != form::none && look.is_of(*form, syntax) && look.is_marked(*form, syntax, mark)) {
                out.push_back({form, &syntax, version_in(look, *form, syntax), day_in(look, *form, syntax)});
            }
        }
    }
    return out;
}

// Without a mark in the file, the number of columns must do.
std::vector<Candidate> of_width(const CsvLook& look, std::span<const form::Form* const> forms) {
    std::vector<Candidate> out;
    for (const form::Form* form : forms) {
        for (const form::Syntax& syntax : form->syntaxes()) {
            if (syntax.mark_column == 0 && look.is_of(*form, syntax) && has_width(look.record(), syntax)) {
                const std::string version = version_in(look, *form, syntax);
                const bool known = same_version(version, form->version());
                out.push_back({form, &syntax, known ? version : ""});
            }
        }
    }
    return out;
}

// Columns alone are no mark of a form: every item that must be filled has to fit. If no candidate is left,
// the result names those that were, and where each differs.
std::optional<diag::Finding> drop_unproved(const CsvLook& look, std::vector<Candidate>& candidates) {
    std::string near;
    std::erase_if(candidates, [&](const Candidate& candidate) {
        const std::string misfit = first_misfit(look.record(), *candidate.form, *candidate.syntax);
        if (!misfit.empty()) {
            near += (near.empty() ? "" : "; ") + form::form_title(*candidate.form) + ": " + misfit;
        }
        return !misfit.empty();
    });
    if (!candidates.empty() || near.empty()) {
        return std::nullopt;
    }
    return diag::finding(message::content_near_columns,
                         {.line = look.record().line, .record = look.record().number},
                         {std::to_string(look.record().cells.size()), near});
}

// The number of columns alone proves little, so candidates that fit fewer than half of the filled cells are
// dropped. If none is left, the result is the finding about the first one.
std::optional<diag::Finding> drop_unfitting(const CsvLook& look, std::vector<Candidate>& candidates) {
    std::optional<diag::Finding> out;
    std::erase_if(candidates, [&](const Candidate& candidate) {
        const ColumnFit fit = fit_of(look.record(), *candidate.form, *candidate.syntax);
        const bool is_other = fit.fitting * 2 < fit.filled;
        if (is_other && !out) {
            out = diag::finding(
                message::content_other_columns, {.line = look.record().line, .record = look.record().number},
                {form::form_title(*candidate.form), std::to_string(fit.filled), std::to_string(fit.fitting)});
        }
        return is_other;
    });
    return candidates.empty() ? out : std::nullopt;
}

// Forms whose file names begin as this one; of "UP_…" and "UP_SUB_…" the longer one.
std::vector<Candidate> of_name(const CsvLook& look, std::span<const form::Form* const> forms,
                               std::string_view name) {
    std::vector<Candidate> out;
    std::size_t longest = 0;
    for (const form::Form* form : forms) {
        for (const form::Syntax& syntax : form->syntaxes()) {
            const std::string_view beginning = file_name_beginning(*form, syntax);
            if (!look.is_of(*form, syntax) || beginning.size() < longest ||
                !begins_as_named(name, beginning)) {
                continue;
            }
            if (beginning.size() > longest) {
                out.clear();
                longest = beginning.size();
            }
            const std::string version = version_in(look, *form, syntax);
            out.push_back({form, &syntax, same_version(version, form->version()) ? version : ""});
        }
    }
    return out;
}

Recognised nothing(const Look& look, std::span<const form::Form* const> forms, diag::Report& report) {
    report.add(look.unknown(forms));
    return {};
}

// Without a mark in the file: forms with its columns, and of these the one that its name says, or that is
// `wanted`. What to say if they contradict each other.
std::optional<diag::Finding> unmarked(const CsvLook& look, std::span<const form::Form* const> forms,
                                      std::string_view wanted, std::string_view name,
                                      std::vector<Candidate>& candidates) {
    candidates = of_width(look, forms);
    std::vector<Candidate> named = of_name(look, forms, name);
    std::vector<Candidate> both;
    std::ranges::copy_if(candidates, std::back_inserter(both), [&](const Candidate& each) {
        return std::ranges::find(named, each.syntax, &Candidate::syntax) != named.end();
    });
    if (!both.empty()) {
        candidates = std::move(both);
        return std::nullopt;
    }
    std::optional<diag::Finding> other = wanted.empty() ? drop_unproved(look, candidates) : std::nullopt;
    if (!other) {
        other = drop_unfitting(look, candidates);
    }
    if (named.empty()) {
        return other;
    }
    if (!candidates.empty()) {
        return diag::finding(message::content_named_other, {},
                             {name, form::form_title(*named.front().form),
                              std::to_string(look.record().cells.size()),
                              form::form_title(*candidates.front().form)});
    }
    candidates = std::move(named); // a later check reports that the columns are wrong
    return std::nullopt;
}

// What to say of a UTF-8 file that is of no form: in CP932 it would be no more of one.
std::optional<diag::Finding> unknown_in_utf8(std::string_view bytes,
                                             std::span<const form::Form* const> forms) {
    base::Arena arena;
    csv::Reader reader(bytes, {.encoding = text::Encoding::utf8}, arena);
    csv::Record record;
    if (reader.next(record) == csv::Next::broken) {
        return std::nullopt;
    }
    const CsvLook look(record);
    if (!marked(look, forms).empty()) {
        return std::nullopt;
    }
    std::vector<Candidate> candidates = of_width(look, forms);
    return candidates.empty() ? look.unknown(forms) : drop_unproved(look, candidates);
}

Recognised recognise_csv(std::string_view bytes, std::span<const form::Form* const> forms,
                         std::string_view wanted, const ReadOptions& options, diag::Report& report) {
    ByHeader by_header = recognise_by_header(bytes, forms, options);
    if (!by_header.candidates.empty()) {
        return chosen(std::move(by_header.candidates), forms, wanted, {}, report);
    }
    if (by_header.is_header) {
        report.add(*std::move(by_header.refusal));
        return {};
    }
    base::Arena arena;
    csv::ReaderOptions reader_options;
    reader_options.encoding = options.encoding.value_or(text::Encoding::cp932);
    csv::Reader reader(bytes, reader_options, arena);
    csv::Record record;
    if (reader.next(record) == csv::Next::broken) {
        if (by_header.refusal) {
            report.add(*std::move(by_header.refusal));
            return {};
        }
        if (std::optional<diag::Finding> unknown = unknown_in_utf8(bytes, forms);
            unknown && !options.encoding) {
            report.add(*std::move(unknown));
            return {};
        }
        for (const diag::Finding& finding : record.findings) {
            report.add(finding);
        }
        return {};
    }
    const CsvLook look(record);
    const std::string_view name = bare_file_name(options.name.empty() ? options.file : options.name);
    std::vector<Candidate> candidates = marked(look, forms);
    if (!candidates.empty()) {
        if (std::optional<diag::Finding> other =
                columns_of_other_form(record, *candidates.front().form, forms)) {
            report.add(*std::move(other));
            return {};
        }
    } else {
        std::optional<diag::Finding> other = unmarked(look, forms, wanted, name, candidates);
        const bool has_columns = !other && std::ranges::any_of(candidates, [&](const Candidate& each) {
            return has_width(record, *each.syntax);
        });
        if ((other || candidates.empty()) && by_header.refusal) {
            other = std::move(by_header.refusal); // no form without a header line has these columns
        } else if (!has_columns) {
            if (std::optional<diag::Finding> mistake = mistake_in_first_line(bytes, record, reader, forms)) {
                other = std::move(mistake);
            }
        }
        if (other) {
            report.add(*std::move(other));
            return {};
        }
    }
    return candidates.empty() ? nothing(look, forms, report)
                              : chosen(std::move(candidates), forms, wanted, name, report);
}

Recognised recognise_json(std::string_view bytes, std::span<const form::Form* const> forms,
                          std::string_view wanted, std::string_view file, diag::Report& report) {
    json::Parser parser;
    json::Tree tree;
    const bool is_by_line = json::has_line_per_document(bytes, file);
    if (const auto read = parser.parse(is_by_line ? json::line_that_says_what(bytes) : bytes, tree); !read) {
        report.add(read.error());
        return {};
    }
    const json::NodeId type = tree.child(json::Tree::root, "resourceType");
    if (type != json::no_node && tree.text(type) == "Bundle") {
        return {FileContent::bundle_json};
    }
    const JsonLook look(tree);
    std::vector<Candidate> candidates = marked(look, forms);
    if (std::optional<diag::Finding> other = look.false_claim(candidates, forms)) {
        report.add(*std::move(other));
        return {};
    }
    return candidates.empty() ? nothing(look, forms, report)
                              : chosen(std::move(candidates), forms, wanted, {}, report);
}

bool is_named_json(std::string_view file) { return file.ends_with(".json") || json::is_named_by_line(file); }

} // namespace

Recognised recognise(std::string_view bytes, std::span<const form::Form* const> forms,
                     std::string_view wanted, const ReadOptions& options, diag::Report& report) {
    const bool is_known = wanted.empty() || std::ranges::any_of(forms, [&](const form::Form* form) {
                              return form->id() == wanted;
                          });
    if (!is_known) {
        std::vector<std::string_view> ids;
        for (const form::Form* form : forms) {
            ids.push_back(form->id());
        }
        report.add(form::unknown_form(wanted, ids));
        return {};
    }
    if (std::optional<diag::Finding> foreign = other_file_type(bytes)) {
        report.add(*std::move(foreign));
        report.set_file(options.file);
        return {};
    }
    const std::string_view content =
        bytes.substr(bytes.starts_with(text::utf8_bom) ? text::utf8_bom.size() : 0);
    const std::size_t first = content.find_first_not_of(" \t\r\n");
    const char begin = first == std::string_view::npos ? '\0' : content[first];
    if (begin == '<') {
        if (is_xml_bundle(content)) {
            return {FileContent::bundle_xml};
        }
        report.add(message::content_unknown, {}, {"XML"});
        return {};
    }
    if (begins_as_bundle(content)) {
        return {FileContent::bundle_json};
    }
    const bool is_json = begin == '{' || begin == '[';
    diag::Report found;
    Recognised out = is_json ? recognise_json(bytes, forms, wanted, options.file, found)
                             : recognise_csv(bytes, forms, wanted, options, found);
    if (!is_json && out.content == FileContent::unknown && is_named_json(options.file)) {
        found = diag::Report(); // report errors of the JSON instead of those of CSV
        out = recognise_json(bytes, forms, wanted, options.file, found);
    }
    found.set_file(options.file);
    report.append(found);
    return out;
}

} // namespace renkei::record

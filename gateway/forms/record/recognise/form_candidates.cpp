#include "gateway/forms/record/recognise/form_candidates.h"

#include "gateway/core/csv/reader.h"
#include "gateway/forms/form/edition.h"
#include "gateway/forms/form/form_discriminator.h"
#include "gateway/forms/form/form_title.h"
#include "gateway/forms/record/csv/csv_columns.h"
#include "gateway/forms/record/csv/csv_source.h"
#include "gateway/forms/record/csv/header_line.h"
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/record/value/version.h"
#include "generated/messages/forms.h"
#include "generated/messages/versions.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace renkei::record {
namespace {

// Of every form that is among the candidates.
std::string printed(const std::vector<Candidate>& candidates,
                    const std::function<std::string(const form::Form&)>& name) {
    std::vector<std::string> names;
    for (const Candidate& candidate : candidates) {
        if (std::string each = name(*candidate.form); std::ranges::find(names, each) == names.end()) {
            names.push_back(std::move(each));
        }
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

std::string versions_of(std::span<const form::Form* const> forms, std::string_view id) {
    std::vector<std::string_view> versions;
    for (const form::Form* form : forms) {
        if (form->id() == id) {
            versions.push_back(form->version());
        }
    }
    return fmt::format("{}", fmt::join(versions, ", "));
}

// What to say of candidates of several forms. File names tell forms with equal columns apart.
diag::Finding several(const std::vector<Candidate>& candidates, std::string_view name) {
    const std::string ids =
        printed(candidates, [](const form::Form& form) { return std::string(form.id()); });
    std::string patterns;
    for (const Candidate& candidate : candidates) {
        if (!file_name_beginning(*candidate.form, *candidate.syntax).empty()) {
            patterns +=
                (patterns.empty() ? "" : ", ") + file_name_pattern(*candidate.form, *candidate.syntax);
        }
    }
    return patterns.empty() ? diag::finding(message::content_several, {}, {ids})
                            : diag::finding(message::content_several_names, {},
                                            {ids, patterns, name.empty() ? "–" : std::string(name)});
}

// The lines that say what the file is, read as files of one syntax are.
struct FirstLines {
    explicit FirstLines(std::string_view bytes, const form::Syntax& syntax, const ReadOptions& options)
        : reader(bytes, {.encoding = encoding_of_file(syntax, options.encoding, bytes)}, arena) {
        is_whole = reader.next(header) == csv::Next::record;
        if (is_whole && is_interface_line(header, syntax)) {
            interface = header.cells[0].text;
            is_whole = reader.next(header) == csv::Next::record;
        }
        is_whole = is_whole && !header.cells.empty();
    }
    csv::Record row() {
        csv::Record out;
        reader.next(out);
        return out;
    }

    base::Arena arena;
    csv::Reader reader;
    csv::Record header;
    std::string_view interface;
    bool is_whole = false;
};

// A file of values only: as wide as the form, and the form's mark stands in its column.
bool is_without_header(const csv::Record& line, const form::Form& form, const form::Syntax& syntax) {
    if (line.cells.size() != syntax.columns) {
        return false;
    }
    if (const std::size_t at = syntax.mark_column; at != 0) {
        return line.cells[at - 1].text == form::discriminator_of(form).value;
    }
    const ColumnFit fit = fit_of(line, form, syntax);
    return fit.filled > 0 && fit.fitting == fit.filled;
}

diag::Finding without_header(const csv::Record& line, const form::Form& form, const form::Syntax& syntax) {
    return diag::finding(diag::message::header_missing, csv::where(line, 1),
                         {form::form_title(form), std::to_string(syntax.columns),
                          form.text(form.cells(syntax)[0].head), line.cells[0].text});
}

std::string version_of(FirstLines& lines, const form::Form& form, const form::Syntax& syntax) {
    const form::ItemId item = form.about().version_item;
    const std::size_t at = item == form::none ? 0 : column_of(form, syntax, item);
    const csv::Record row = lines.row();
    return at == 0 || at > row.cells.size() ? "" : std::string(row.cells[at - 1].text);
}

// The earlier version of the form, with other columns, that the file says it is: in a line before the names
// of its columns, or as the beginning of its own name.
const form::EarlierVersion* claimed_earlier(const form::Form& form, std::string_view interface,
                                            std::string_view name) {
    const auto found = std::ranges::find_if(form.earlier(), [&](const form::EarlierVersion& each) {
        const std::string_view version = form.text(each.version);
        return each.is_read == 0 && (version == interface || begins_as_named(name, version));
    });
    return found == form.earlier().end() ? nullptr : &*found;
}

// Of a file that does not say its version: the edition with the last first day that is not after its own.
std::string edition_of_day(const std::vector<Candidate>& candidates) {
    const auto digits = [](std::string_view day) {
        std::string out(day);
        std::erase(out, '-');
        return out.substr(0, std::min(out.size(), std::size_t{8}));
    };
    std::string out;
    std::string latest;
    for (const Candidate& candidate : candidates) {
        const form::Form& form = *candidate.form;
        const std::string from = digits(form::Edition(form).from());
        if (!from.empty() && from > latest && from <= digits(candidate.day)) {
            latest = from;
            out = form.version();
        }
    }
    return out;
}

} // namespace

Recognised chosen(std::vector<Candidate> candidates, std::span<const form::Form* const> known,
                  std::string_view wanted, std::string_view name, diag::Report& report) {
    const std::string looks_like =
        printed(candidates, [](const form::Form& form) { return form::form_title(form); });
    if (!wanted.empty()) {
        std::erase_if(candidates, [&](const Candidate& candidate) { return candidate.form->id() != wanted; });
    }
    if (candidates.empty()) {
        report.add(message::content_other_form, {}, {form::form_title(known, wanted), looks_like});
        return {};
    }
    const std::string_view id = candidates.front().form->id();
    if (std::ranges::any_of(candidates,
                            [&](const Candidate& candidate) { return candidate.form->id() != id; })) {
        report.add(several(candidates, name));
        return {};
    }
    std::vector<const form::Form*> forms;
    for (const Candidate& candidate : candidates) {
        forms.push_back(candidate.form);
    }
    std::string version; // the versions of a form may have it in different places: one that fits is enough
    for (const Candidate& candidate : candidates) {
        version = version.empty() || same_version(candidate.version, candidate.form->version())
                      ? candidate.version
                      : version;
    }
    version = version.empty() ? edition_of_day(candidates) : version;
    const form::Form* const form = form_of_version(forms, id, version);
    if (form == nullptr) {
        const bool is_earlier = std::ranges::any_of(forms, [&](const form::Form* each) {
            return age_of_version(*each, version) == VersionAge::earlier_refused;
        });
        report.add(is_earlier ? message::version_refused : message::version_unknown, {},
                   {version, versions_of(forms, id)});
        return {};
    }
    const auto found = std::ranges::find(candidates, form, &Candidate::form);
    return {FileContent::form, form, found->syntax, version};
}

ByHeader recognise_by_header(std::string_view bytes, std::span<const form::Form* const> forms,
                             const ReadOptions& options) {
    ByHeader out;
    std::size_t most = 0;
    const std::string_view name = bare_file_name(options.name.empty() ? options.file : options.name);
    for (const form::Form* form : forms) {
        for (const form::Syntax& syntax : form->syntaxes()) {
            if (syntax.kind == form::SyntaxKind::json || syntax.has_header == 0) {
                continue;
            }
            FirstLines lines(bytes, syntax, options);
            if (!lines.is_whole) {
                continue;
            }
            std::optional<diag::Finding> differs = header_difference(lines.header, *form, syntax);
            if (!differs) {
                const std::string version = version_of(lines, *form, syntax);
                out.candidates.push_back(
                    {form, &syntax, same_version(version, form->version()) ? version : ""});
                continue;
            }
            if (const form::EarlierVersion* const earlier = claimed_earlier(*form, lines.interface, name)) {
                out.refusal = diag::finding(message::version_refused, {},
                                            {form->text(earlier->version), form->version()});
                out.is_header = true;
                most = lines.header.cells.size() + 1; // whatever its columns are called
                continue;
            }
            // as a header line, most of whose names are of this form
            const bool is_named = lines.interface == form->text(syntax.interface) && !lines.interface.empty();
            const std::size_t names = names_in(lines.header, *form, syntax) + (is_named ? 1U : 0U);
            const bool is_near =
                is_named || names * 2 > std::min<std::size_t>(lines.header.cells.size(), syntax.columns);
            if (is_near && names > most) {
                most = names;
                out.refusal = std::move(differs);
                out.is_header = true;
            } else if (most == 0 && is_without_header(lines.header, *form, syntax)) {
                out.refusal = without_header(lines.header, *form, syntax);
            }
        }
    }
    return out;
}

const form::Form* form_of_version(std::span<const form::Form* const> forms, std::string_view id,
                                  std::string_view version) {
    const form::Form* newest = nullptr; // or the edition that stands for all
    const form::Form* after = nullptr;  // reads the version, which came before it
    for (const form::Form* form : forms) {
        if (form->id() != id) {
            continue;
        }
        const VersionAge age = age_of_version(*form, version);
        if (age == VersionAge::same) {
            return form;
        }
        after = age == VersionAge::earlier_read ? form : after;
        newest = form;
    }
    if (after != nullptr) {
        return after;
    }
    const bool fits =
        newest != nullptr && (version.empty() || age_of_version(*newest, version) == VersionAge::newer);
    return fits ? newest : nullptr;
}

} // namespace renkei::record

#include "gateway/forms/record/recognise/form_candidates.h"

#include "gateway/forms/form/form_title.h"
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/record/value/version.h"
#include "gateway/forms/record/value/version_age.h"
#include "generated/messages/forms.h"
#include "generated/messages/versions.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace renkei::record {
namespace {

namespace message = diag::message;

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

} // namespace renkei::record

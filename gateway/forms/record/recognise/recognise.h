// What a file is, by its content: a form in one of its syntaxes and versions, or a FHIR bundle.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/form/form.h"
#include "gateway/forms/record/value/read_options.h"

#include <span>
#include <string>
#include <string_view>

namespace renkei::record {

enum class FileContent : std::uint8_t { unknown, form, bundle_json, bundle_xml };

struct Recognised {
    FileContent content = FileContent::unknown; // unknown: the report says why
    const form::Form* form = nullptr;           // content form
    const form::Syntax* syntax = nullptr;
    std::string version{}; // content form: as the file says, empty if it does not
};

// `wanted` is a form id or empty. All versions of all known forms are in `forms`.
Recognised recognise(std::string_view bytes, std::span<const form::Form* const> forms,
                     std::string_view wanted, const ReadOptions& options, diag::Report& report);

// Of forms with one id: the one of this version, or one that reads it as an earlier one; without a version,
// or for a newer one than all, the newest; nullptr otherwise.
const form::Form* form_of_version(std::span<const form::Form* const> forms, std::string_view id,
                                  std::string_view version);

} // namespace renkei::record

// All forms that a program knows, compiled: opened from one cache file, or compiled from a folder of mappings
// and cached.
#pragma once

#include "gateway/core/base/file.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/forms/catalogue/form_relations.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/transfer/transfer.h"

#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string_view>
#include <vector>

namespace renkei::catalogue {

// Compiles every form folder under `mappings`, and the kinds of ledger records: those of `ledger` in it, else
// the installed ones. All findings go to the report; the bytes are usable only if it got no error.
std::string compile_catalogue(const std::filesystem::path& mappings, const definitions::R4Definitions& r4,
                              diag::Report& report);

// What mappings must fit beyond themselves, such as profiles. Checked before they are compiled into a cache.
struct Requirements {
    std::function<diag::Result<void>(const std::filesystem::path& mappings,
                                     const definitions::R4Definitions& r4, diag::Report& report)>
        check{};
    std::string identity{}; // names what they are checked against; each identity has a cache of its own
};

class Catalogue {
public:
    // Looks into bytes compiled by compile_catalogue.
    static diag::Result<Catalogue> open(std::string bytes);
    static diag::Result<Catalogue> open_file(const std::filesystem::path& cache);

    // The cache beside the program if it was compiled from these mappings as they are now; else compiles them
    // (R4's definitions are opened only then) and keeps the result as a cache where it may write one.
    // If `mappings` is empty, the installed mappings are used. It fails if the report has an error.
    static diag::Result<Catalogue> load(const std::filesystem::path& mappings, diag::Report& report,
                                        const Requirements& requirements = {});

    const std::deque<mapping::Plan>& plans() const { return forms_.plans; } // by form id, from old to new
    // Kinds of records that a care hub keeps. They have the names of all forms, and are none of them.
    const std::deque<mapping::Plan>& ledger_kinds() const { return ledger_.plans; }
    const mapping::Plan* find_kind(std::string_view kind) const;
    const json::NameTable& names() const { return names_; }

    const mapping::Plan* find(std::string_view form) const; // newest version
    const mapping::Plan* find(std::string_view form, std::string_view version) const;
    bool is_needed(std::string_view form) const { return needed_.contains(form); } // by another form
    const FormRelations& relations_of(const form::Form& form) const;               // of this catalogue
    std::string form_ids() const; // "admission, discharge", for people
    // Between forms of this catalogue. Read when they are first asked for, because most programs never do;
    // safe from several threads.
    const std::deque<transfer::Transfer>& transfers() const;
    const mapping::Plan& plan_of(const form::Form& form) const; // of this catalogue
    const form::Wordings& wordings() const { return *wordings_; }
    // Hash of the YAML files that were compiled.
    std::string_view source_hash() const { return source_hash_; }

private:
    struct TransferFile {
        const form::Form* foreign;
        std::string_view yaml; // in the cache
    };
    struct Transfers {
        std::vector<TransferFile> files;
        std::once_flag are_read;
        std::deque<transfer::Transfer> all;
    };
    struct Opened { // of one table of the cache
        std::deque<form::Form> forms;
        std::deque<mapping::Plan> plans;
    };
    diag::Result<void> read(std::string_view bytes);
    diag::Result<void> open_form(std::string_view bytes, Opened& out) const;
    void read_transfers() const;
    std::unique_ptr<std::string> bytes_;
    std::unique_ptr<base::MappedFile> file_;
    std::unique_ptr<form::Wordings> wordings_;
    Opened forms_;
    Opened ledger_;
    std::unique_ptr<Transfers> transfers_;
    json::NameTable names_;
    std::set<std::string_view> needed_; // ids of forms
    RelationsOfForms relations_;
    std::string_view source_hash_;
};

// SHA-256 over the names and contents of all YAML files under the folder.
std::string hash_of_sources(const std::filesystem::path& folder);
// The same, and of what its forms may use from the folder above it.
std::string hash_of_mappings(const std::filesystem::path& mappings);

} // namespace renkei::catalogue

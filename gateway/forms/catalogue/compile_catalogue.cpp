// A folder of mappings on its way into a cache.
#include "gateway/core/base/filesystem.h"
#include "gateway/fhir/resources/digest.h"
#include "gateway/forms/catalogue/cache_layout.h"
#include "gateway/forms/catalogue/cached_wordings.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/mapping/compile/plan_tables.h"
#include "gateway/forms/mapping/load/example.h"
#include "gateway/forms/record/value/version.h"
#include "gateway/forms/transfer/transfer_rows.h"
#include "generated/messages/forms.h"

#include <algorithm>
#include <cstring>

namespace renkei::catalogue {
namespace {

// Folders of forms on their way into a cache.
class CacheMaker {
public:
    CacheMaker(const definitions::R4Definitions& r4, diag::Report& report)
        : r4_(r4),
          names_(r4.names()), // so that a tree read with the catalogue's names can be read with R4's, too
          report_(report) {}

    // Every form folder under `folder`, by form id, versions from old to new; of editions the default last.
    std::vector<FormPlace> compile(const fs::path& folder, const fs::path& prefixes_of) {
        std::vector<FormPlace> out;
        for (const std::string& name : form::form_folders(folder)) {
            FormPlace place{};
            const std::string bytes = compile(folder, name, prefixes_of, place);
            if (bytes.empty()) {
                continue;
            }
            all.resize((all.size() + form_align - 1) / form_align * form_align);
            place.at = all.size();
            place.size = bytes.size();
            all += bytes;
            out.push_back(place);
        }
        std::ranges::stable_sort(out, [&](const FormPlace& a, const FormPlace& b) {
            const std::string form_a = cache.text_of(a.form);
            const std::string form_b = cache.text_of(b.form);
            return form_a != form_b ? form_a < form_b
                   : a.is_default != b.is_default
                       ? a.is_default < b.is_default
                       : record::is_newer_version(cache.text_of(b.version), cache.text_of(a.version));
        });
        return out;
    }
    void write_names() {
        const std::vector<std::string_view> views(names_.all().begin(), names_.all().end());
        const json::NameList list(views);
        cache.section(c_name_slots, list.slots());
        cache.section(c_name_texts, list.texts());
        cache.section(c_name_bytes, list.bytes());
    }

    base::BlobWriter cache{};
    std::string all{};         // the forms' blobs
    form::Wordings wordings{}; // of all folders

private:
    // One form folder as the bytes of a blob; empty if it got an error.
    std::string compile(const fs::path& folder, const std::string& name, const fs::path& prefixes_of,
                        FormPlace& place) {
        yaml::Files files;
        const auto yaml = form::read_form_yaml(folder, name, files, prefixes_of);
        if (!yaml) {
            report_.add(yaml.error());
            return {};
        }
        diag::Report mine;
        form::Tables tables = form::build_tables(*yaml, mine);
        std::string bytes;
        if (!mine.at_least(diag::Severity::error)) {
            const mapping::Example example = mapping::load_example(*yaml, tables, r4_, mine);
            if (!mine.at_least(diag::Severity::error)) {
                place.form = cache.text(tables.form_id);
                place.version = cache.text(tables.blob.text_of(tables.about.version));
                place.is_default = name == tables.form_id && !tables.edition.claims.empty() ? 1 : 0;
                tables.write();
                mapping::compile_plan(example, tables, names_);
                bytes = tables.blob.finish("form", form::layout_version);
                wordings = std::move(tables.wordings);
            }
        }
        report_.append(mine);
        return bytes;
    }

    const definitions::R4Definitions& r4_;
    mapping::Names names_;
    diag::Report& report_;
};

constexpr std::string_view kinds_folder = "ledger";

// Where the kinds of ledger records stand: in these mappings, in those above them, or in the installed ones.
fs::path ledger_folder(const fs::path& mappings) {
    const auto installed = definitions::find_data_file("mappings");
    for (const fs::path& each : {mappings, form::mappings_above(mappings).value_or(mappings)}) {
        std::error_code failed;
        if (fs::is_directory(each / kinds_folder, failed)) {
            return each / kinds_folder;
        }
    }
    return installed ? *installed / kinds_folder : fs::path();
}

std::vector<fs::path> yaml_files(const fs::path& folder) {
    std::vector<fs::path> out;
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        if (at->path().extension() == ".yaml" && at->is_regular_file(error)) {
            out.push_back(at->path());
        }
    }
    std::ranges::sort(out);
    return out;
}

// transfer.yaml and transfer-FORM.yaml of a form; a further version without one uses those of the first.
std::vector<fs::path> transfer_files(const fs::path& mappings, const form::Form& form) {
    const std::string id(form.id());
    std::vector<fs::path> out;
    for (const std::string& folder : {id + "@" + std::string(form.version()), id}) {
        for (const fs::path& file : yaml_files(mappings / folder)) {
            if (file.filename().generic_string().starts_with("transfer")) {
                out.push_back(file);
            }
        }
        if (!out.empty()) {
            break;
        }
    }
    return out;
}

std::deque<form::Form> open_forms(const std::vector<FormPlace>& places, std::string_view all) {
    std::deque<form::Form> forms;
    for (const FormPlace& place : places) {
        if (auto form = form::Form::open(all.substr(place.at, place.size))) {
            forms.push_back(*std::move(form));
        }
    }
    return forms;
}

// Checks the transfers between the compiled forms and keeps their text.
std::vector<TransferPlace> compile_transfers(const fs::path& mappings, const std::deque<form::Form>& forms,
                                             const form::Wordings& wordings, base::BlobWriter& cache,
                                             diag::Report& report) {
    const transfer::TransferContext context{[&](std::string_view id) { return newest_form(forms, id); },
                                            wordings};
    std::vector<TransferPlace> out;
    for (const form::Form& form : forms) {
        for (const fs::path& file : transfer_files(mappings, form)) {
            const diag::Result<std::string> text = base::read_file(file);
            const auto read = text ? transfer_of(*text, file.generic_string(), form, context, report)
                                   : tl::make_unexpected(text.error());
            if (!read) {
                report.add(read.error());
                continue;
            }
            out.push_back({cache.text(form.id()), cache.text(form.version()), cache.text(*text)});
        }
    }
    return out;
}

} // namespace

std::string hash_of_sources(const fs::path& folder) {
    std::string all = std::to_string(cache_version) + "." + std::to_string(form::layout_version) + "\n";
    for (const fs::path& file : yaml_files(folder)) {
        const auto bytes = base::read_file(file);
        all += file.lexically_relative(folder).string() + '\0' + (bytes ? *bytes : "") + '\0';
    }
    return resources::sha256_hex(all);
}

std::string hash_of_mappings(const fs::path& mappings) {
    std::string all = hash_of_sources(mappings);
    if (const std::optional<fs::path> above = form::mappings_above(mappings)) {
        const auto concepts = base::read_file(*above / "concepts.yaml");
        all = resources::sha256_hex(all + hash_of_sources(*above / "shared") +
                                    hash_of_sources(*above / "codes") + (concepts ? *concepts : ""));
    }
    const fs::path ledger = ledger_folder(mappings);
    return ledger == mappings / kinds_folder ? all : resources::sha256_hex(all + hash_of_sources(ledger));
}

std::string compile_catalogue(const fs::path& mappings, const definitions::R4Definitions& r4,
                              diag::Report& report) {
    CacheMaker making(r4, report);
    base::BlobWriter& cache = making.cache;
    // kinds come first: transfers read texts by the wordings of the forms' own folders, which stay
    const std::vector<FormPlace> kinds = form::form_folders(mappings).empty()
                                             ? std::vector<FormPlace>()
                                             : making.compile(ledger_folder(mappings), mappings);
    const std::vector<FormPlace> places = making.compile(mappings, mappings);
    const std::string hash = hash_of_mappings(mappings);
    cache.section(c_about, std::vector<CacheAbout>{{cache.text(hash)}});
    const std::deque<form::Form> forms = open_forms(places, making.all);
    check_file_names(mappings, forms, report);
    check_set_forms(mappings, forms, report);
    cache.section(c_transfers, compile_transfers(mappings, forms, making.wordings, cache, report));
    write_wordings(making.wordings, c_wordings, cache);
    cache.section(c_forms, places);
    cache.section(c_ledger, kinds);
    making.write_names();
    std::string tables = cache.finish("mappings", cache_version);
    const CacheHead head{.tables_size = tables.size(), .forms_size = making.all.size()};
    std::string out(sizeof(head), '\0');
    std::memcpy(out.data(), &head, sizeof(head));
    return out + tables + making.all;
}

} // namespace renkei::catalogue

#include "gateway/forms/catalogue/catalogue.h"

#include "gateway/core/base/user_cache.h"
#include "gateway/fhir/resources/digest.h"
#include "gateway/forms/catalogue/cached_wordings.h"
#include "gateway/forms/catalogue/form_relations.h"
#include "gateway/forms/mapping/compile/plan_tables.h"
#include "gateway/forms/mapping/load/example.h"
#include "gateway/forms/record/value/version.h"
#include "gateway/forms/transfer/transfer_rows.h"
#include "generated/messages/base.h"
#include "generated/messages/forms.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace renkei::catalogue {
namespace {

namespace fs = std::filesystem;

// A cache is a head, a blob with these tables, and the forms. The forms are blobs of their own, each with its
// own checksum, so the checksum of the tables does not cover them.
constexpr std::uint32_t cache_version = 6;

struct CacheHead {
    std::uint64_t tables_size;
    std::uint64_t forms_size;
};
enum CacheSection : std::uint32_t {
    c_forms = 1,
    c_name_slots,
    c_name_texts,
    c_name_bytes,
    c_about,
    c_transfers,
    c_wordings // and the two behind it
};

struct FormPlace {
    base::Str form;
    base::Str version;
    std::uint64_t at;
    std::uint64_t size;
};
// transfer.yaml of a foreign form. It is read again when a transfer is asked for.
struct TransferPlace {
    base::Str form;
    base::Str version;
    base::Str yaml;
};
struct CacheAbout {
    base::Str source_hash;
};

constexpr std::size_t form_align = 16; // blobs are read in place

// One form folder, compiled to the bytes of a blob; empty if it got an error. `wordings`: of all folders.
std::string compile_form(const fs::path& mappings, const std::string& name,
                         const definitions::R4Definitions& r4, mapping::Names& names, diag::Report& report,
                         FormPlace& place, base::BlobWriter& cache, form::Wordings& wordings) {
    yaml::Files files;
    const auto folder = form::read_form_yaml(mappings, name, files);
    if (!folder) {
        report.add(folder.error());
        return {};
    }
    diag::Report mine;
    form::Tables tables = form::build_tables(*folder, mine);
    std::string bytes;
    if (!mine.at_least(diag::Severity::error)) {
        const mapping::Example example = mapping::load_example(*folder, tables, r4, mine);
        if (!mine.at_least(diag::Severity::error)) {
            place.form = cache.text(tables.form_id);
            place.version = cache.text(tables.blob.text_of(tables.about.version));
            tables.write();
            mapping::compile_plan(example, tables, names);
            bytes = tables.blob.finish("form", form::layout_version);
            wordings = std::move(tables.wordings);
        }
    }
    report.append(mine);
    return bytes;
}

// transfer.yaml of a folder; a further version without one uses that of the first.
std::optional<fs::path> transfer_file(const fs::path& mappings, const std::string& name) {
    for (const std::string& folder : {name, name.substr(0, name.find('@'))}) {
        const fs::path file = mappings / folder / "transfer.yaml";
        std::error_code ignored;
        if (fs::is_regular_file(file, ignored)) {
            return file;
        }
    }
    return std::nullopt;
}

diag::Result<transfer::Transfer> transfer_of(std::string_view text, std::string file,
                                             const form::Form& foreign,
                                             const transfer::TransferContext& context, diag::Report& report) {
    yaml::Files files;
    TRY(const yaml::Node root, yaml::read(text, std::move(file), files, {}));
    return transfer::read_transfer(root, foreign, context, report);
}

const form::Form* newest_form(const std::deque<form::Form>& forms, std::string_view id) {
    const form::Form* newest = nullptr; // versions stand from old to new
    for (const form::Form& form : forms) {
        newest = form.id() == id ? &form : newest;
    }
    return newest;
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
    for (const std::string& name : form::form_folders(mappings)) {
        const std::optional<fs::path> file = transfer_file(mappings, name);
        const std::string id = name.substr(0, name.find('@'));
        const std::string version = name.substr(std::min(name.find('@'), name.size() - 1) + 1);
        const auto form = std::ranges::find_if(forms, [&](const form::Form& each) {
            return each.id() == id && (id == name || each.version() == version);
        });
        if (!file || form == forms.end()) {
            continue; // why the form was not compiled has been reported
        }
        const diag::Result<std::string> text = base::read_file(*file);
        const auto read = text ? transfer_of(*text, file->generic_string(), *form, context, report)
                               : tl::make_unexpected(text.error());
        if (!read) {
            report.add(read.error());
            continue;
        }
        out.push_back({cache.text(form->id()), cache.text(form->version()), cache.text(*text)});
    }
    return out;
}

std::vector<fs::path> yaml_files(const fs::path& folder) {
    std::vector<fs::path> out;
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        if (at->path().extension() == ".yaml" && at->is_regular_file(error)) {
            out.push_back(at->path());
        }
    }
    std::sort(out.begin(), out.end());
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
    return all;
}

std::string compile_catalogue(const fs::path& mappings, const definitions::R4Definitions& r4,
                              diag::Report& report) {
    // so that a tree read with the catalogue's names can be read with the definitions', too
    mapping::Names names(r4.names());
    base::BlobWriter cache;
    std::vector<FormPlace> places;
    std::string all;
    form::Wordings wordings;
    for (const std::string& name : form::form_folders(mappings)) {
        FormPlace place{};
        const std::string bytes = compile_form(mappings, name, r4, names, report, place, cache, wordings);
        if (bytes.empty()) {
            continue;
        }
        all.resize((all.size() + form_align - 1) / form_align * form_align);
        place.at = all.size();
        place.size = bytes.size();
        all += bytes;
        places.push_back(place);
    }
    std::stable_sort(places.begin(), places.end(), [&](const FormPlace& a, const FormPlace& b) {
        const std::string form_a = cache.text_of(a.form);
        const std::string form_b = cache.text_of(b.form);
        return form_a != form_b
                   ? form_a < form_b
                   : record::is_newer_version(cache.text_of(b.version), cache.text_of(a.version));
    });
    const std::vector<std::string_view> views(names.all().begin(), names.all().end());
    const json::NameList list(views);
    const std::string hash = hash_of_mappings(mappings);
    cache.section(c_about, std::vector<CacheAbout>{{cache.text(hash)}});
    const std::deque<form::Form> forms = open_forms(places, all);
    check_file_names(mappings, forms, report);
    check_set_forms(mappings, forms, report);
    cache.section(c_transfers, compile_transfers(mappings, forms, wordings, cache, report));
    write_wordings(wordings, c_wordings, cache);
    cache.section(c_forms, places);
    cache.section(c_name_slots, list.slots());
    cache.section(c_name_texts, list.texts());
    cache.section(c_name_bytes, list.bytes());
    std::string tables = cache.finish("mappings", cache_version);
    const CacheHead head{.tables_size = tables.size(), .forms_size = all.size()};
    std::string out(sizeof(head), '\0');
    std::memcpy(out.data(), &head, sizeof(head));
    return out + tables + all;
}

diag::Result<void> Catalogue::read(std::string_view bytes) {
    CacheHead head{};
    if (bytes.size() < sizeof(head)) {
        return diag::fail(diag::message::blob_wrong, {}, {"mappings: too-short"});
    }
    std::memcpy(&head, bytes.data(), sizeof(head));
    const std::size_t rest = bytes.size() - sizeof(head);
    if (head.tables_size > rest || head.forms_size != rest - head.tables_size) {
        return diag::fail(diag::message::blob_wrong, {}, {"mappings: wrong-size"});
    }
    TRY(const base::Blob cache,
        base::Blob::open(bytes.substr(sizeof(head), head.tables_size), "mappings", cache_version));
    names_ = json::NameTable(cache.section<json::NameTable::Slot>(c_name_slots),
                             cache.section<json::NameTable::Text>(c_name_texts),
                             cache.section<char>(c_name_bytes));
    const std::string_view all = bytes.substr(sizeof(head) + head.tables_size);
    const auto about = cache.section<CacheAbout>(c_about);
    wordings_ = std::make_unique<form::Wordings>(read_wordings(cache, c_wordings));
    source_hash_ = about.empty() ? std::string_view() : cache.text(about[0].source_hash);
    for (const FormPlace& place : cache.section<FormPlace>(c_forms)) {
        if (place.at > all.size() || place.size > all.size() - place.at) {
            return diag::fail(diag::message::blob_wrong, {}, {"mappings"});
        }
        TRY(form::Form form, form::Form::open(all.substr(place.at, place.size)));
        if (form.blob().section<mapping::PlanHead>(mapping::plan_head_section).size() != 1) {
            return diag::fail(diag::message::blob_wrong, {}, {"mappings"});
        }
        forms_.push_back(std::move(form));
        plans_.emplace_back(forms_.back(), names_, *wordings_);
        for (const base::Str need : forms_.back().needs()) {
            for (const std::string_view id : form::forms_of_need(forms_.back().text(need))) {
                needed_.insert(id);
            }
        }
    }
    transfers_ = std::make_unique<Transfers>();
    relations_ = catalogue::relations_of(forms_);
    for (const TransferPlace& place : cache.section<TransferPlace>(c_transfers)) {
        const mapping::Plan* const foreign = find(cache.text(place.form), cache.text(place.version));
        if (foreign == nullptr) {
            return diag::fail(diag::message::blob_wrong, {}, {"mappings"});
        }
        transfers_->files.push_back({&foreign->form(), cache.text(place.yaml)});
    }
    return {};
}

const std::deque<transfer::Transfer>& Catalogue::transfers() const {
    std::call_once(transfers_->are_read, [this] { read_transfers(); });
    return transfers_->all;
}

void Catalogue::read_transfers() const {
    const transfer::TransferContext context{[this](std::string_view id) { return newest_form(forms_, id); },
                                            *wordings_};
    for (const TransferFile& file : transfers_->files) {
        diag::Report wrong;
        diag::Result<transfer::Transfer> transfer = transfer_of(file.yaml, {}, *file.foreign, context, wrong);
        if (transfer &&
            !wrong.at_least(diag::Severity::error)) { // an error was reported when it was compiled
            for (const transfer::Direction way : transfer::directions) {
                transfer->qualifying[static_cast<std::size_t>(way)] =
                    std::make_shared<const transfer::QualifyingItems>(
                        plan_of(transfer->from(way)), transfer::items_asked_for(*transfer, way));
            }
            transfers_->all.push_back(*std::move(transfer));
        }
    }
}

diag::Result<Catalogue> Catalogue::open(std::string bytes) {
    Catalogue out;
    out.bytes_ = std::make_unique<std::string>(std::move(bytes));
    TRY_VOID(out.read(*out.bytes_));
    return out;
}

diag::Result<Catalogue> Catalogue::open_file(const fs::path& cache) {
    Catalogue out;
    TRY(base::MappedFile file, base::MappedFile::open(cache));
    out.file_ = std::make_unique<base::MappedFile>(std::move(file));
    TRY_VOID(out.read(out.file_->bytes()));
    return out;
}

diag::Result<Catalogue> Catalogue::load(const fs::path& mappings, diag::Report& report,
                                        const Requirements& requirements) {
    const auto installed = definitions::find_data_file("mappings.cache");
    if (mappings.empty()) {
        if (!installed) {
            return tl::make_unexpected(installed.error());
        }
        return open_file(*installed);
    }
    const std::string hash = hash_of_mappings(mappings);
    if (installed) {
        auto cached = open_file(*installed);
        if (cached && cached->source_hash() == hash) {
            return cached;
        }
    }
    // another program compiles other plans: its cache has another name
    const fs::path own = base::cached_file(
        "mappings-" +
        resources::sha256_hex(hash + base::program_identity() + requirements.identity).substr(0, 16) +
        ".cache");
    if (!own.empty()) {
        if (auto cached = open_file(own); cached && cached->source_hash() == hash) {
            return cached;
        }
    }
    TRY(const definitions::R4Definitions r4, definitions::R4Definitions::open());
    std::string bytes = compile_catalogue(mappings, r4, report);
    if (requirements.check && !report.at_least(diag::Severity::error)) {
        TRY_VOID(requirements.check(mappings, r4, report));
    }
    if (report.at_least(diag::Severity::error)) {
        return tl::make_unexpected(report.findings().front());
    }
    base::keep_cached(own, bytes);
    return open(std::move(bytes));
}

std::string Catalogue::form_ids() const {
    std::string out;
    std::string_view last;
    for (const mapping::Plan& plan : plans_) {
        if (plan.form().id() != last) { // versions of one form stand together
            last = plan.form().id();
            out.append(out.empty() ? "" : ", ").append(last);
        }
    }
    return out;
}

const mapping::Plan* Catalogue::find(std::string_view form) const {
    const mapping::Plan* newest = nullptr;
    for (const mapping::Plan& plan : plans_) {
        newest = plan.form().id() == form ? &plan : newest;
    }
    return newest;
}

const FormRelations& Catalogue::relations_of(const form::Form& form) const {
    const auto found = relations_.find(&form);
    assert(found != relations_.end());
    return found->second;
}

const mapping::Plan& Catalogue::plan_of(const form::Form& form) const {
    const auto found = std::find_if(plans_.begin(), plans_.end(),
                                    [&](const mapping::Plan& plan) { return &plan.form() == &form; });
    assert(found != plans_.end());
    return *found;
}

const mapping::Plan* Catalogue::find(std::string_view form, std::string_view version) const {
    const auto found = std::find_if(plans_.begin(), plans_.end(), [&](const mapping::Plan& plan) {
        return plan.form().id() == form && plan.form().version() == version;
    });
    return found == plans_.end() ? nullptr : &*found;
}

} // namespace renkei::catalogue

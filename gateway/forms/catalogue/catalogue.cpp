#include "gateway/forms/catalogue/catalogue.h"

#include "gateway/core/base/user_cache.h"
#include "gateway/fhir/resources/digest.h"
#include "gateway/forms/catalogue/cache_layout.h"
#include "gateway/forms/catalogue/cached_wordings.h"
#include "gateway/forms/transfer/transfer_rows.h"
#include "generated/messages/base.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace renkei::catalogue {

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

// One form of a cache, and its plan.
diag::Result<void> Catalogue::open_form(std::string_view bytes, Opened& out) const {
    TRY(form::Form form, form::Form::open(bytes));
    if (form.blob().section<mapping::PlanHead>(mapping::plan_head_section).size() != 1) {
        return diag::fail(diag::message::blob_wrong, {}, {"mappings"});
    }
    out.forms.push_back(std::move(form));
    out.plans.emplace_back(out.forms.back(), names_, *wordings_);
    return {};
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
    for (const auto& [section, table] : {std::pair(c_forms, &forms_), std::pair(c_ledger, &ledger_)}) {
        for (const FormPlace& place : cache.section<FormPlace>(section)) {
            if (place.at > all.size() || place.size > all.size() - place.at) {
                return diag::fail(diag::message::blob_wrong, {}, {"mappings"});
            }
            TRY_VOID(open_form(all.substr(place.at, place.size), *table));
            if (file_ != nullptr) {
                file_->release_pages(); // read for its checksum; few forms are asked for
            }
        }
    }
    for (const form::Form& form : forms_.forms) {
        for (const base::Str need : form.needs()) {
            for (const std::string_view id : form::forms_of_need(form.text(need))) {
                needed_.insert(id);
            }
        }
    }
    transfers_ = std::make_unique<Transfers>();
    relations_ = catalogue::relations_of(forms_.forms);
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
    const transfer::TransferContext context{
        [this](std::string_view id) { return newest_form(forms_.forms, id); }, *wordings_};
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
    for (const mapping::Plan& plan : plans()) {
        if (plan.form().id() != last) { // versions of one form stand together
            last = plan.form().id();
            out.append(out.empty() ? "" : ", ").append(last);
        }
    }
    return out;
}

const mapping::Plan* Catalogue::find(std::string_view form) const {
    const mapping::Plan* newest = nullptr;
    for (const mapping::Plan& plan : plans()) {
        newest = plan.form().id() == form ? &plan : newest;
    }
    return newest;
}

const mapping::Plan* Catalogue::find_kind(std::string_view kind) const {
    const auto found =
        std::ranges::find(ledger_.plans, kind, [](const mapping::Plan& plan) { return plan.form().id(); });
    return found == ledger_.plans.end() ? nullptr : &*found;
}

const FormRelations& Catalogue::relations_of(const form::Form& form) const {
    const auto found = relations_.find(&form);
    assert(found != relations_.end());
    return found->second;
}

const mapping::Plan& Catalogue::plan_of(const form::Form& form) const {
    const auto found = std::find_if(plans().begin(), plans().end(),
                                    [&](const mapping::Plan& plan) { return &plan.form() == &form; });
    assert(found != plans().end());
    return *found;
}

const mapping::Plan* Catalogue::find(std::string_view form, std::string_view version) const {
    const auto found = std::find_if(plans().begin(), plans().end(), [&](const mapping::Plan& plan) {
        return plan.form().id() == form && plan.form().version() == version;
    });
    return found == plans().end() ? nullptr : &*found;
}

} // namespace renkei::catalogue

#include "gateway/network/documents/parsed_document.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/forms/form/form_title.h"
#include "gateway/forms/mapping/fill/identity.h"
#include "gateway/forms/record/csv/csv_source.h"
#include "gateway/forms/service/check.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/document_set.h"
#include "gateway/forms/service/documents.h"
#include "gateway/forms/service/fhir_text.h"
#include "gateway/network/documents/conversion_worker.h"
#include "gateway/network/documents/deletions.h"
#include "gateway/network/documents/document_facts.h"
#include "gateway/network/documents/foreign_document.h"
#include "gateway/network/documents/media_type.h"
#include "gateway/network/documents/refusal.h"
#include "gateway/network/documents/revision.h"
#include "generated/messages/documents.h"
#include "generated/messages/mapping.h"
#include "generated/messages/mhd.h"
#include "generated/messages/validate.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::documents {
namespace {

using diag::Severity;
using service::ReadStatus;

// Advice is not reported, only demands are (most advice is about texts for readers, which the sections
// have). Nor is it reported that something could not be checked here.
validate::ValidationOptions demands() {
    return {.best_practice = validate::BestPractice::ignore, .least = Severity::warning};
}

void add_original(ParsedDocument& parsed, std::string bytes) {
    parsed.fresh.version.size = bytes.size();
    parsed.bodies.push_back({store::BodyKind::original, std::move(bytes)});
}

std::size_t count_losses(const diag::Report& report) {
    return static_cast<std::size_t>(std::ranges::count_if(report.findings(), service::is_loss)) +
           report.not_shown();
}

// One submission on its way into drafts.
class SubmissionParser {
public:
    SubmissionParser(ConversionWorker& worker, const Submission& submission, const ParseContext& by,
                     std::vector<ParsedDocument>& parsed, diag::Report& report)
        : worker_(worker),
          submission_(submission),
          by_(by),
          parsed_(parsed),
          report_(report),
          first_(parsed.size()) {}

    Refusal run() {
        const auto type =
            check_media_type(MediaType{.type = submission_.media_type, .charset = submission_.charset});
        const auto beginning = check_beginning(submission_.media_type, submission_.bytes);
        if (submission_.bytes.empty()) {
            refuse(Refusal::unreadable, diag::finding(message::body_empty, {}));
        } else if (!type) {
            refuse(Refusal::media_type, type.error());
        } else if (!beginning) {
            refuse(Refusal::unreadable, beginning.error());
        } else {
            read();
        }
        report_file_without_form(submission_, by_.peer, refusal_, report_);
        return refusal_;
    }

private:
    void read() {
        input_ = {submission_.file_name, std::string(submission_.bytes)};
        encoding_ = declared_encoding(submission_.charset, submission_.bytes);
        const auto may_create = [this](const mapping::Plan& plan) { return is_creator(decision_on(plan)); };
        service::ReadSettings settings{.form = submission_.form, .encoding = encoding_};
        settings.read_mode = submission_.lenient ? record::ReadMode::lenient : record::ReadMode::strict;
        settings.today = time::day_in_japan(by_.now).text();
        settings.is_allowed = may_create;
        settings.takes_resources_alone = false;
        service::Documents documents(worker_.converter(), input_, settings, report_);
        if (!documents.is_open()) {
            refuse(Refusal::unreadable);
            return;
        }
        const service::RecordSource& source = documents.source();
        content_ = content_of(source.syntax(), service::is_xml(input_.bytes));
        if (const auto fits = check_content(submission_.media_type, content_); !fits) {
            refuse(Refusal::unreadable, fits.error());
            return;
        }
        if (source.kind() == service::InputKind::form && !may_create(source.plan())) { // else not known yet
            refuse_form(source.plan());
            return;
        }
        read_documents(documents);
    }

    // Asked as soon as the form is known, before the document costs more. Its senders are not known yet: they
    // are asked about when it is read.
    policy::AccessDecision decision_on(const mapping::Plan& plan) const {
        return policy::may_create(by_.peer, creators_of(plan.form()), {});
    }
    static bool is_creator(policy::AccessDecision decision) {
        return decision == policy::AccessDecision::allowed ||
               decision == policy::AccessDecision::not_the_sender;
    }
    void refuse_form(const mapping::Plan& plan) {
        const std::vector<std::string> creators = creators_of(plan.form());
        refuse(Refusal::forbidden,
               policy::access_error(decision_on(plan), &by_.peer, {.creators = creators}));
    }

    void read_documents(service::Documents& documents) {
        const service::RecordSource& source = documents.source();
        std::size_t count = 0;
        while (documents.next()) {
            if (documents.status() == ReadStatus::refused) { // the only finding about it
                refuse_form(source.plan());
                return;
            }
            ++count;
            if (first_ + count > by_.limits.documents) { // of the whole request
                refuse(Refusal::invalid, diag::finding(message::too_many_documents, {},
                                                       {std::to_string(by_.limits.documents)}));
                return;
            }
            const diag::Report& found = documents.found();
            const bool is_withheld = !documents.is_usable() && is_kept_though_withheld(source, found);
            if (!documents.is_usable() && !is_withheld && may_bring_without_form(source, found)) {
                document_without_form(source);
                continue;
            }
            const bool is_kept_whole =
                is_withheld || (documents.is_usable() && service::is_of_foreign_form(source));
            report_.append(is_kept_whole ? diag::as_warnings(found) : found);
            if (documents.is_usable() || is_withheld) {
                document(source, documents.record(), found);
            } else {
                refuse(refusal_of_reading(found));
                report_.append(documents.broken_rules());
            }
        }
        finish(count);
    }

    void finish(std::size_t count) {
        if (count == 0 && refusal_ == Refusal::none) {
            refuse(Refusal::unreadable, diag::finding(message::body_empty, {}));
        }
        if (refusal_ != Refusal::none) {
            return;
        }
        if (count == 1 && parsed_.size() == first_ + 1) {
            add_original(parsed_[first_], std::move(input_.bytes)); // as it came, to the last byte
            return;
        }
        for (std::size_t i = 0; i < originals_.size(); ++i) {
            add_original(parsed_[first_ + i], std::move(originals_[i]));
        }
    }

    // The record is that of a document read just now; `reading`: what was said of it.
    void document(const service::RecordSource& source, record::Record& record, const diag::Report& reading) {
        const bool is_form = source.kind() == service::InputKind::form;
        const bool is_foreign = service::is_of_foreign_form(source);
        diag::Report broken;
        service::check_rules(worker_.converter(), source, record, broken);
        report_.append(broken);
        bool is_good = submission_.lenient || !broken.at_least(Severity::error);
        if (!is_form) {
            service::report_read_from(source.plan(), broken, report_);
        }
        if (is_form && !is_good) {
            // validating the bundle made from it would find the same errors, but not their places in the form
            refuse(Refusal::invalid);
            return;
        }

        diag::Report loss;
        std::string made =
            is_form ? service::to_bundle(worker_.converter(), source.plan(), record, loss) : std::string();
        report_.append(loss);
        loss.append(reading);
        const std::size_t losses = count_losses(loss);
        const bool is_read = !reading.has(message::document_withheld);
        if (std::optional<diag::Finding> summary = service::summary_of(record, loss); summary && is_read) {
            report_.add(*std::move(summary));
        }
        if (losses > by_.limits.losses && !is_foreign) {
            report_.add(message::too_many_losses,
                        in_file(place_of(source, record, record.form().first_document_item())),
                        {std::to_string(losses), std::to_string(by_.limits.losses)});
            is_good = false;
        }
        std::optional<ExtractedMetadata> metadata =
            validate_bundle(source, is_form ? std::string_view(made) : source.bundle());
        if (metadata && is_good) {
            is_good = is_acceptable(*metadata);
        }
        if (!metadata || !is_good) {
            refuse(Refusal::invalid);
            return;
        }
        if (content_ == Content::fhir_xml) {
            made = source.bundle();
        }
        add(source, record, *std::move(metadata), std::move(made));
    }

    // A FHIR document that no form of ours reads.
    void document_without_form(const service::RecordSource& source) {
        std::optional<ExtractedMetadata> metadata = validate_bundle(source, source.bundle());
        if (!metadata || !is_acceptable(*metadata)) {
            refuse(Refusal::invalid);
            return;
        }
        report_.add(message::document_without_form, in_file({}),
                    {metadata->type.value.empty() ? "-" : metadata->type.value});
        originals_.push_back(source.original());
        ParsedDocument parsed = foreign_document(*std::move(metadata), submission_, by_,
                                                 {content_, content_hash_, originals_.back()});
        parsed.creators = creators_of_foreign();
        parsed.where = in_file({});
        parsed.receiver_where = parsed.where;
        warn_unused_receivers(submission_.receivers, parsed.metadata.receivers, parsed.where, report_);
        parsed_.push_back(std::move(parsed));
    }
    std::vector<std::string> creators_of_foreign() const {
        return documents::creators_of_foreign(worker_.converter().catalogue(), by_.peer,
                                              media_type(content_));
    }
    bool may_bring_without_form(const service::RecordSource& source, const diag::Report& found) const {
        return is_of_no_form(source, found) && submission_.form.empty() &&
               is_creator(policy::may_create(by_.peer, creators_of_foreign(), {}));
    }

    bool is_acceptable(const ExtractedMetadata& metadata) {
        report_more_persons(metadata, report_);
        return is_about_stated_person(metadata);
    }

    bool is_about_stated_person(const ExtractedMetadata& metadata) {
        const std::string system = differing_system(submission_.persons, metadata.persons);
        if (!system.empty()) {
            report_.add(message::mhd_other_person, {.path = submission_.persons_at},
                        {submission_.persons_at, system});
        }
        return system.empty();
    }

    // A bundle that came as one has been read to match it.
    diag::Result<const json::Tree*> read(const service::RecordSource& source, std::string_view bundle) {
        return source.tree() != nullptr && worker_.shares_names() ? source.tree()
                                                                  : worker_.validation().read(bundle);
    }

    // What the bundle says about itself; nothing if it is not valid.
    std::optional<ExtractedMetadata> validate_bundle(const service::RecordSource& source,
                                                     std::string_view bundle) {
        diag::Report found;
        const auto tree = read(source, bundle);
        if (!tree) {
            found.add(tree.error());
        } else if (by_.limits.validate) {
            worker_.validation().validate(**tree, demands(), found);
        }
        // an entry with one is not read, and the document is kept as it came
        found = diag::as_warnings(found, message::validate_modifier_unknown);
        found.set_file(input_.name);
        source.append_about_bundle(report_, found);
        if (found.at_least(Severity::error)) {
            return std::nullopt;
        }
        if (is_of_others(source)) {
            content_hash_ = content_hash(**tree);
        }
        if (*tree == source.tree() && source.index() != nullptr) {
            return extract_metadata(**tree, *source.index());
        }
        worker_.index().build(**tree);
        return extract_metadata(**tree, worker_.index());
    }

    // `bundle`: to be kept beside the original; empty if that is just it.
    void add(const service::RecordSource& source, const record::Record& record, ExtractedMetadata metadata,
             std::string bundle) {
        const form::Form& form = source.plan().form();
        ParsedDocument parsed;
        store::Version& version = parsed.fresh.version;
        version.form = form.id();
        version.form_version = form.version();
        version.syntax = source.syntax() != nullptr ? form.text(source.syntax()->id) : fhir_syntax(content_);
        version.media_type = media_type(content_);
        if (content_ == Content::csv) {
            version.media_type +=
                fmt::format(";charset={}",
                            charset_of(record::encoding_of_file(*source.syntax(), encoding_, input_.bytes)));
        }
        parsed.is_foreign = service::is_of_foreign_form(source);
        if (parsed.is_foreign) {
            metadata.senders = senders_here(metadata, by_.peer);
        }
        version.sha = parsed.is_foreign ? content_hash_ : seal::sha256(record::canonical_text(record));
        version.has_fhir = true;
        parsed.sender = sender_of(source.plan(), record);
        if (parsed.is_foreign) {
            parsed.sender = foreign_sender(parsed.sender, metadata, by_.peer);
        }
        if (metadata.senders.empty() && !parsed.sender.system.empty()) {
            metadata.senders.push_back(parsed.sender);
        }
        if (metadata.receivers.empty()) {
            metadata.receivers = receivers_of(source.plan(), record);
        }
        take_receivers(metadata, submission_, parsed);
        set_metadata(parsed, std::move(metadata), by_.search_key);
        identify(parsed, record);
        parsed.where = in_file(place_of(source, record, form.first_document_item()));
        parsed.title = form::form_title(form);
        parsed.set_member = service::set_member(worker_.converter().catalogue(), record, parsed.where);
        set_deletions(parsed, by_.search_key, worker_.converter().catalogue(), record);
        parsed.sender_where = in_file(place_of(source, record, sender_item(record, parsed.sender)));
        parsed.receiver_where =
            in_file(place_of(source, record, receiver_item(record, parsed.metadata.receivers)));
        warn_unused_receivers(submission_.receivers, parsed.metadata.receivers, parsed.receiver_where,
                              report_);
        parsed.creators = creators_of(form);
        if (parsed.is_foreign) {
            parsed.syntaxes = syntaxes_of(form);
        }
        if (!bundle.empty()) {
            parsed.bodies.push_back({store::BodyKind::fhir, std::move(bundle)});
        }
        originals_.push_back(source.original());
        parsed_.push_back(std::move(parsed));
    }

    void identify(ParsedDocument& parsed, const record::Record& record) const {
        auto [sender, document, revision] = mapping::identity_parts(record);
        sender = parsed.is_foreign ? parsed.sender.value : sender;
        parsed.has_revisions = record.form().about().revision_item != form::none;
        parsed.answers = std::string(record.form().text(record.form().about().answers));
        parsed.must_be_asked = is_only_asked(record.form(), by_.peer.role) && !parsed.withdraws;
        parsed.fresh.version.revision = kept_revision(revision);
        const bool has_name = !sender.empty() && !document.empty();
        if (has_name && !parsed.sender.system.empty()) {
            parsed.sender_of_kind =
                seal::keyed_hash(by_.search_key, {"sender", parsed.sender.system, parsed.sender.value});
        }
        set_name(parsed, by_.search_key, sender, record.form().id(),
                 has_name ? document : mapping::document_identity(record));
        const std::string plan = mapping::plan_number(record);
        if (!plan.empty() && !parsed.sender.system.empty()) {
            parsed.fresh.parties.plan = store::plan_hash(by_.search_key, parsed.sender, plan);
        }
    }

    diag::Where in_file(diag::Where where) const {
        where.file = input_.name;
        return where;
    }

    void refuse(Refusal refusal) { refusal_ = refusal_ == Refusal::none ? refusal : refusal_; }
    void refuse(Refusal refusal, diag::Error error) {
        refuse(refusal);
        error.where.file = error.where.file.empty() ? input_.name : error.where.file;
        report_.add(std::move(error));
    }

    ConversionWorker& worker_;
    const Submission& submission_;
    const ParseContext& by_;
    std::vector<ParsedDocument>& parsed_;
    diag::Report& report_;
    std::size_t first_;                    // of the documents that are ours
    std::vector<std::string> originals_{}; // of an input of several documents; one per document of ours
    service::Input input_{};
    store::Hash content_hash_{}; // of the bundle of others that was validated last
    std::optional<text::Encoding> encoding_{};
    Content content_ = Content::csv;
    Refusal refusal_ = Refusal::none;
};

} // namespace

Refusal parse(ConversionWorker& worker, const Submission& submission, const ParseContext& by,
              std::vector<ParsedDocument>& parsed, diag::Report& report) {
    return SubmissionParser(worker, submission, by, parsed, report).run();
}

} // namespace renkei::documents

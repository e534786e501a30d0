// A form that is filled in on a page, for one request. What is typed becomes a document in JSON, which goes
// the way of every document that is sent: rights, rules, receipt.
#pragma once

#include "gateway/forms/entry/form_page.h"
#include "gateway/network/documents/intake.h"
#include "gateway/network/server/audited_response.h"
#include "gateway/network/server/server_context.h"
#include "gateway/network/store/drafts/drafts.h"

#include <string>
#include <string_view>

namespace renkei::server {

inline constexpr std::string_view entry_token = "form"; // field of a page
inline constexpr std::string_view withdrawal_form = "withdrawal";
inline constexpr std::string_view draft_token = "draft"; // of the form that drops one
inline constexpr std::string_view drop_draft_act = "drop-draft";

// "ID/3": which version a page showed, and back.
std::string shown_version(const Version& version);
std::pair<std::string, std::uint32_t> version_shown(std::string_view shown);
const form::Syntax& json_of(const form::Form& form);

// In HTML, without its place in a file, which no user has.
std::string words_of(const diag::Finding& found);

Response entry_response(std::string page, int status, std::string outcome); // it is kept nowhere

class FormEntry {
public:
    FormEntry(ServerContext& gateway, const Request& request, const mapping::Plan& plan);

    Response begin();

    // From a document of the caller: as its next version, or as a new one for another receiver.
    Response begin_from(const entry::FilledForm& before, const store::Version& version, bool is_copy);

    // From a document of any sender, as prefill.yaml says: `report` is that of service::prefill().
    Response begin_with(const entry::FilledForm& made, const diag::Report& report, const Version& source);

    AuditedResponse take(Pairs sent);

    // What the user of the request keeps. `edition`: the plan of the form when it was saved; null: it is
    // gone.
    AuditedResponse open(const store::Draft& draft, const mapping::Plan* edition);

private:
    void own_value(form::ItemId item, std::string_view value);

    std::string box_of(form::ItemId item) const;

    enum class Beginning : std::uint8_t { correction, copy, other_form };

    // Without what own_values() says, and whom a copy was for.
    void take_over(entry::Fields fields, Beginning how);
    bool is_own(std::string_view box, Beginning how) const;
    // The caller's numbers, where the form says who sends it.
    std::vector<std::pair<form::ItemId, std::string>> own_numbers() const;

    // One more than that of the document; it may not be a number.
    std::string revision_after(const entry::FilledForm& before) const;

    std::string other_ways(const std::string& document) const;
    std::string reasons() const;

    // What the gateway knows of a document that the caller makes now.
    void own_values(base::Millis now, const std::string& revision = "1");

    Response no_such_box(std::string_view name) const;

    bool has_field(std::string_view box) const;

    html::HiddenFields hidden() const;
    html::PageHead head() const;

    Response shown(Refusal refusal = Refusal::none);

    // Shown as its receiver will see it, or sent.
    AuditedResponse finish();

    // What is about a box stands beside it.
    Response refused(const documents::Receipt& receipt);

    Response done(const documents::Receipt& receipt) const;

    AuditedResponse save();
    Result<store::Draft> keep(const store::DraftOwner& owner, store::Draft draft);
    // What stands in the place of the draft that the page showed; nothing: that one, or none.
    Result<std::optional<store::Draft>> saved_elsewhere() const;
    Response tell_both(const store::Draft& other);
    // Whether another version came after this one ("ID/3"), or it may not be read any more.
    Result<bool> is_outdated(std::string_view shown) const;
    Response old_edition(const mapping::Plan& plan) const;
    std::string drop_form() const;
    void drop_draft();
    // The page again with what was typed: the store or a worker could not do it now.
    Response failed(const Response& why);
    // How much of each shared form the caller may read of each person of the document, a letter each.
    Result<std::string> rights_on_persons(documents::ConversionWorker& worker);
    std::string person_name() const;

    ServerContext& gateway_;
    const Request& request_;
    const mapping::Plan& plan_;
    const form::Form& form_;
    record::Record record_;
    entry::FilledForm filled_;
    entry::FormPage page_{};
    entry::Fields fields_{}; // the form looks into them
    std::string key_{};      // of the new document
    std::string source_{};   // version from which it was begun ("ID/3"); empty: none
    std::string person_{};   // keyed hash of the person, in hex; empty: not known
    std::string draft_{};    // as which it is kept, and how often it was saved ("ID/3")
    std::string replaces_{}; // the version after which it comes; empty: none
    std::string act_{};
};

} // namespace renkei::server

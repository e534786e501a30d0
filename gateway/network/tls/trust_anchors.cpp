#include "gateway/network/tls/trust_anchors.h"

#include "gateway/core/base/file.h"
#include "gateway/network/tls/pem.h"

#include <algorithm>

namespace renkei::tls {

diag::Result<TrustAnchors> read_anchors(const std::filesystem::path& file) {
    TRY(const std::string pem, base::read_file(file));
    TRY(const X509Owners all, all_certificates(pem, file.string()));
    TrustAnchors out;
    for (int i = 0; i < sk_X509_num(all.get()); ++i) {
        X509* const one = sk_X509_value(all.get(), i);
        const std::int64_t end = seconds_of(X509_get0_notAfter(one));
        out.first_expiry = i == 0 ? end : std::min(out.first_expiry, end);
        if (X509_check_ca(one) != 0) {
            ++out.authorities;
        } else {
            out.others.push_back(text_of(X509_get_subject_name(one)));
        }
    }
    return out;
}

} // namespace renkei::tls

#include "mdc/net/http.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <curl/curl.h>
#include <openssl/ssl.h>

#include "mdc/core/assert.hpp"
#include "mdc/net/url.hpp"

namespace mdc::net {

namespace {

constexpr std::size_t kHeadersMax = 64;
constexpr std::size_t kHeaderBytesMax = 4096;

/// A curl string list. curl keeps the pointer, so it must live as long as the handle uses it.
class StringList {
  public:
    StringList() = default;
    StringList(const StringList&) = delete;
    StringList& operator=(const StringList&) = delete;
    ~StringList() { curl_slist_free_all(list_); }

    void add(const std::string& text) {
        list_ = curl_slist_append(list_, text.c_str());
        MDC_ASSERT(list_ != nullptr);
    }
    [[nodiscard]] curl_slist* get() const { return list_; }

  private:
    curl_slist* list_ = nullptr;
};

/// One exchange, as curl's callbacks see it.
struct Exchange {
    HttpReply reply;
    std::size_t body_bytes_max = 0;
    bool is_too_long = false;
};

std::size_t take_body(char* bytes, std::size_t, std::size_t size, void* user) {
    auto& exchange = *static_cast<Exchange*>(user);
    if (size > exchange.body_bytes_max - exchange.reply.body.size()) {
        exchange.is_too_long = true;
        return 0;
    }
    exchange.reply.body.append(bytes, size);
    return size;
}

std::size_t take_header(char* bytes, std::size_t, std::size_t size, void* user) {
    auto& headers = static_cast<Exchange*>(user)->reply.headers;
    std::string_view line(bytes, size);
    if (line.starts_with("HTTP/")) headers.clear();  // an interim reply came before this one
    const std::size_t colon = line.find(':');
    if (colon == line.npos || size > kHeaderBytesMax || headers.size() == kHeadersMax) return size;
    std::string name(line.substr(0, colon));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    line.remove_prefix(std::min(line.find_first_not_of(" \t", colon + 1), size));
    const std::size_t end = line.find_last_not_of(" \t\r\n");
    headers.emplace_back(std::move(name), line.substr(0, end == line.npos ? 0 : end + 1));
    return size;
}

/// Called once a second, and more often while something comes. Not zero: the transfer ends.
int look_for_cancel(void* token, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<const std::stop_token*>(token)->stop_requested() ? 1 : 0;
}

/// Adds our CAs to the system's; CURLOPT_CAINFO would replace them.
CURLcode trust_ca_file(CURL*, void* context, void* ca_file) {
    const auto& path = *static_cast<const std::string*>(ca_file);
    const int loaded = SSL_CTX_load_verify_file(static_cast<SSL_CTX*>(context), path.c_str());
    return loaded == 1 ? CURLE_OK : CURLE_SSL_CACERT_BADFILE;
}

template <class T>
void set(CURL* curl, CURLoption option, T value) {
    const CURLcode code = curl_easy_setopt(curl, option, value);
    MDC_ASSERT(code == CURLE_OK);
}

Error describe(CURLcode code, const Url& url, std::string_view detail) {
    const std::string sentence = url.authority() + ": " + std::string(detail);
    switch (code) {
        case CURLE_PEER_FAILED_VERIFICATION:
            return fail(ErrorKind::refused, "the certificate of " + url.host +
                                                " does not verify: " + std::string(detail));
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_INTERFACE_FAILED:
        case CURLE_URL_MALFORMAT:
            return fail(ErrorKind::usage, sentence);
        default:
            return fail_for_now(ErrorKind::network, sentence);
    }
}

}  // namespace

std::string_view HttpReply::header(std::string_view name) const noexcept {
    for (const auto& [key, value] : headers) {
        if (key == name) return value;
    }
    return {};
}

struct HttpClient::State {
    explicit State(HttpOptions with);
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { curl_easy_cleanup(curl); }

    NetResult<HttpReply> perform(const std::string& address,
                                 const std::vector<std::string>& headers, const std::string* json);
    void set_resolve(const Url& url, StringList& entries) const;
    NetResult<HttpReply> exchange(const Url& url);

    HttpOptions options;
    CURL* curl = nullptr;
    std::array<char, CURL_ERROR_SIZE> detail{};
};

HttpClient::State::State(HttpOptions with) : options(std::move(with)) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    MDC_ASSERT(ready == CURLE_OK);
    curl = curl_easy_init();
    MDC_ASSERT(curl != nullptr);
    set(curl, CURLOPT_ERRORBUFFER, detail.data());
    set(curl, CURLOPT_NOSIGNAL, 1L);
    set(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    set(curl, CURLOPT_PROXY, "");  // where data comes from is said in our configuration alone
    set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(curl, CURLOPT_ACCEPT_ENCODING, "");
    set(curl, CURLOPT_TCP_NODELAY, 1L);
    set(curl, CURLOPT_USERAGENT, options.user_agent.c_str());
    set(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
    set(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
    set(curl, CURLOPT_WRITEFUNCTION, take_body);
    set(curl, CURLOPT_HEADERFUNCTION, take_header);
    set(curl, CURLOPT_NOPROGRESS, 0L);
    set(curl, CURLOPT_XFERINFOFUNCTION, look_for_cancel);
    set(curl, CURLOPT_XFERINFODATA, &options.cancel);
    if (!options.local_ip.empty()) {
        set(curl, CURLOPT_INTERFACE, ("host!" + options.local_ip).c_str());
    }
    if (!options.ca_file.empty()) {
        set(curl, CURLOPT_SSL_CTX_FUNCTION, trust_ca_file);
        set(curl, CURLOPT_SSL_CTX_DATA, &options.ca_file);
    }
}

void HttpClient::State::set_resolve(const Url& url, StringList& entries) const {
    const auto given = options.resolve.find(url.host);
    if (given == options.resolve.end() || given->second.empty()) return;
    std::string entry = url.host + ":" + std::to_string(url.port) + ":";
    for (const auto& ip : given->second) {
        if (entry.back() != ':') entry += ',';
        entry += ip.find(':') == std::string::npos ? ip : "[" + ip + "]";
    }
    entries.add(entry);
}

NetResult<HttpReply> HttpClient::State::perform(const std::string& address,
                                                const std::vector<std::string>& headers,
                                                const std::string* json) {
    const auto url = parse_url(address);
    if (!url) return url.error();
    if (!url->scheme.starts_with("http")) {
        return fail(ErrorKind::usage, "'" + address + "' is no http:// or https:// address");
    }
    StringList lines;
    for (const auto& header : headers) lines.add(header);
    if (json != nullptr) lines.add("Content-Type: application/json");
    StringList entries;
    set_resolve(*url, entries);
    set(curl, CURLOPT_URL, url->text().c_str());
    set(curl, CURLOPT_HTTPHEADER, lines.get());
    set(curl, CURLOPT_RESOLVE, entries.get());
    if (json != nullptr) {
        set(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(json->size()));
        set(curl, CURLOPT_POSTFIELDS, json->c_str());
    } else {
        set(curl, CURLOPT_HTTPGET, 1L);
    }
    return exchange(*url);
}

NetResult<HttpReply> HttpClient::State::exchange(const Url& url) {
    Exchange exchange{.reply = {}, .body_bytes_max = options.body_bytes_max};
    set(curl, CURLOPT_WRITEDATA, &exchange);
    set(curl, CURLOPT_HEADERDATA, &exchange);
    detail[0] = '\0';
    const CURLcode code = curl_easy_perform(curl);
    if (exchange.is_too_long) {
        return fail(ErrorKind::malformed, url.authority() + " sent a body of more than " +
                                              std::to_string(options.body_bytes_max) + " bytes");
    }
    if (code != CURLE_OK) {
        return describe(code, url, detail[0] != '\0' ? detail.data() : curl_easy_strerror(code));
    }
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    exchange.reply.status = static_cast<int>(status);
    if (const auto wait = exchange.reply.header("retry-after"); !wait.empty()) {
        exchange.reply.retry_after = parse_retry_after(wait, utc_now());
    }
    return std::move(exchange.reply);
}

HttpClient::HttpClient(HttpOptions options) : state_(std::make_unique<State>(std::move(options))) {}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

bool HttpClient::is_cancelled() const noexcept { return state_->options.cancel.stop_requested(); }

NetResult<HttpReply> HttpClient::get(const std::string& url,
                                     const std::vector<std::string>& headers) {
    return state_->perform(url, headers, nullptr);
}

NetResult<HttpReply> HttpClient::post_json(const std::string& url, const std::string& body,
                                           const std::vector<std::string>& headers) {
    return state_->perform(url, headers, &body);
}

}  // namespace mdc::net
